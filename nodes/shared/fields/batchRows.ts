import type { INodeProperties } from 'n8n-workflow';

/** The choice between clean rows and the API's own objects. */
export const simplifyRowsField: INodeProperties = {
	displayName: 'Simplify Output',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of each answer instead of the raw data',
};

/** What is added to the rows of a batch. */
export const rowAdditionsField: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	description: 'What to add to the answers',
	options: [
		{
			displayName: 'Include Cost',
			name: 'includeCost',
			type: 'boolean',
			default: true,
			description:
				'Whether to add what each answer cost, by the price list of Together. Few models are cheaper in a batch.',
		},
		{
			displayName: 'Include Request',
			name: 'includeRequest',
			type: 'boolean',
			default: true,
			description:
				'Whether to add the messages of each row, with its answer at their end, as Include Messages of a chat does',
		},
	],
};
