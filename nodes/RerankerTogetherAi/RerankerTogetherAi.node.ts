import type {
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { rerankerFields } from './fields';
import { supplyReranker } from './supplyReranker';
import { searchRerankModels } from '../shared/n8n/searchModels';
import { testTogetherAiApi } from '../shared/n8n/testCredential';

/** A reranker for n8n's vector stores. */
export class RerankerTogetherAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Reranker Together AI',
		name: 'rerankerTogetherAi',
		icon: {
			light: 'file:../../icons/togetherAi.svg',
			dark: 'file:../../icons/togetherAi.dark.svg',
		},
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ String($parameter["model"]?.value ?? $parameter["model"] ?? "").split("/").pop() }}',
		description: 'A rerank model on a dedicated endpoint of Together AI, for vector stores',
		defaults: { name: 'Reranker Together AI' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiReranker],
		outputNames: ['Reranker'],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: rerankerFields,
	};

	methods = { listSearch: { searchRerankModels }, credentialTest: { testTogetherAiApi } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: await supplyReranker(this, itemIndex) };
	}
}
