import type { INodeProperties } from 'n8n-workflow';

/** The model picker: searched in the account's list, or any ID typed by hand. */
export const modelField: INodeProperties = {
	displayName: 'Model',
	name: 'model',
	type: 'resourceLocator',
	default: { mode: 'list', value: 'meta-llama/Llama-3.3-70B-Instruct-Turbo' },
	description:
		'The model that answers. The list shows context length and prices in USD per million tokens (input / output). Some models need a dedicated endpoint of your own.',
	modes: [
		{
			displayName: 'From List',
			name: 'list',
			type: 'list',
			placeholder: 'Select a model...',
			typeOptions: { searchListMethod: 'searchChatModels', searchable: true },
		},
		{
			displayName: 'By ID',
			name: 'id',
			type: 'string',
			placeholder: 'e.g. openai/gpt-oss-120b',
			hint: 'Any ID the API knows, also of a dedicated endpoint or a fine-tuned model',
		},
	],
};
