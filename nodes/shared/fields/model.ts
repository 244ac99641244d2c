import type { INodeProperties } from 'n8n-workflow';

/** What a model picker says and searches, by what the models are for. */
interface ModelPicker {
	/** The model that is chosen to begin with; empty for none. */
	model: string;
	description: string;
	searchListMethod: 'searchChatModels' | 'searchEmbeddingModels' | 'searchRerankModels';
	example: string;
	hint: string;
}

/** A model picker: searched in the account's list, or any ID typed by hand. */
export function modelPicker(picker: ModelPicker): INodeProperties {
	return {
		displayName: 'Model',
		name: 'model',
		type: 'resourceLocator',
		default: { mode: picker.model ? 'list' : 'id', value: picker.model },
		description: picker.description,
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				placeholder: 'Select a model...',
				typeOptions: { searchListMethod: picker.searchListMethod, searchable: true },
			},
			{
				displayName: 'By ID',
				name: 'id',
				type: 'string',
				placeholder: `e.g. ${picker.example}`,
				hint: picker.hint,
			},
		],
	};
}

/** Models that answer messages. */
export const modelField = modelPicker({
	model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
	description:
		'The model that answers. The list shows context length and prices in USD per million tokens (input / output). Some models need a dedicated endpoint of your own.',
	searchListMethod: 'searchChatModels',
	example: 'openai/gpt-oss-120b',
	hint: 'Any ID the API knows, also of a dedicated endpoint or a fine-tuned model',
});

/** Models that make vectors of texts. */
export const embeddingModelField = modelPicker({
	model: 'intfloat/multilingual-e5-large-instruct',
	description:
		'The model that makes the vectors. The list shows how many tokens it reads of a text, and its price in USD per million of them. A vector store takes vectors of one model only.',
	searchListMethod: 'searchEmbeddingModels',
	example: 'intfloat/multilingual-e5-large-instruct',
	hint: 'Any ID the API knows, also of a dedicated endpoint',
});
