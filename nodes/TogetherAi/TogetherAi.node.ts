import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { formFields, inputs } from './form';
import { runOperation } from './router';
import {
	searchChatModels,
	searchEmbeddingModels,
	searchRerankModels,
} from '../shared/n8n/searchModels';
import { testTogetherAiApi } from '../shared/n8n/testCredential';

/** The node on the canvas: resources and operations of the Together AI API. */
export class TogetherAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Together AI',
		name: 'togetherAi',
		icon: {
			light: 'file:../../icons/togetherAi.svg',
			dark: 'file:../../icons/togetherAi.dark.svg',
		},
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ String($parameter["model"]?.value ?? $parameter["model"] ?? "").split("/").pop() }}',
		description: 'Ask the open models on Together AI',
		defaults: { name: 'Together AI' },
		usableAsTool: true,
		inputs,
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: formFields,
	};

	methods = {
		listSearch: { searchChatModels, searchEmbeddingModels, searchRerankModels },
		credentialTest: { testTogetherAiApi },
	};

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this)];
	}
}
