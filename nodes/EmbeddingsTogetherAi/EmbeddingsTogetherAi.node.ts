import type {
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { embeddingsFields } from './fields';
import { supplyEmbeddings } from './supplyEmbeddings';
import { searchEmbeddingModels } from '../shared/n8n/searchModels';
import { testTogetherAiApi } from '../shared/n8n/testCredential';

/** Embeddings for n8n's vector stores and everything else that takes them. */
export class EmbeddingsTogetherAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Embeddings Together AI',
		name: 'embeddingsTogetherAi',
		icon: {
			light: 'file:../../icons/togetherAi.svg',
			dark: 'file:../../icons/togetherAi.dark.svg',
		},
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ String($parameter["model"]?.value ?? $parameter["model"] ?? "").split("/").pop() }}',
		description: 'The embedding models on Together AI, for vector stores',
		defaults: { name: 'Embeddings Together AI' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiEmbedding],
		outputNames: ['Embeddings'],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: embeddingsFields,
	};

	methods = {
		listSearch: { searchEmbeddingModels },
		credentialTest: { testTogetherAiApi },
	};

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return { response: await supplyEmbeddings(this, itemIndex) };
	}
}
