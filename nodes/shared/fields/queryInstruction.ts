import type { INodeProperties } from 'n8n-workflow';

/** What E5-instruct models want with a query; a document is embedded as it is. */
export const queryInstructionField: INodeProperties = {
	displayName: 'Query Instruction',
	name: 'queryInstruction',
	type: 'string',
	default: 'Given a search query, retrieve relevant passages that answer the query',
	placeholder: 'e.g. Given a question, retrieve passages that answer it',
	description:
		'One English sentence on what is searched for, as models with "instruct" in their name want it with a query. Leave it out for the texts that are searched.',
};
