import type { INodeProperties } from 'n8n-workflow';

import { modelPicker } from './model';

/** Nobody should find out by an error. */
export const rerankNotice: INodeProperties = {
	displayName:
		'Together AI reranks on dedicated endpoints only, which are paid by the minute: start one for a rerank model at api.together.ai and enter its name as model',
	name: 'notice',
	type: 'notice',
	default: '',
};

/** Models that order documents. There is none to begin with, as each needs an endpoint. */
export const rerankModelField: INodeProperties = modelPicker({
	model: '',
	description:
		'The model that orders the documents, by the name of your dedicated endpoint. The models in the list do not answer without one.',
	searchListMethod: 'searchRerankModels',
	example: 'your-account/mixedbread-ai/mxbai-rerank-large-v2-a1b2c3',
	hint: 'The name of your dedicated endpoint, as api.together.ai shows it',
});
