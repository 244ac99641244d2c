import type {
	INodeType,
	INodeTypeDescription,
	ISupplyDataFunctions,
	SupplyData,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { chatModelFields } from './fields';
import { supplyChatModel } from './supplyChatModel';
import { searchChatModels } from '../shared/n8n/searchModels';
import { testTogetherAiApi } from '../shared/n8n/testCredential';

/** The chat model for AI Agent, Basic LLM Chain and everything else that takes a language model. */
export class LmChatTogetherAi implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Together AI Chat Model',
		name: 'lmChatTogetherAi',
		icon: {
			light: 'file:../../icons/togetherAi.svg',
			dark: 'file:../../icons/togetherAi.dark.svg',
		},
		group: ['transform'],
		version: [1],
		subtitle:
			'={{ String($parameter["model"]?.value ?? $parameter["model"] ?? "").split("/").pop() }}',
		description: 'The open models on Together AI, for agents and chains',
		defaults: { name: 'Together AI Chat Model' },
		inputs: [],
		outputs: [NodeConnectionTypes.AiLanguageModel],
		outputNames: ['Model'],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: chatModelFields,
	};

	methods = { listSearch: { searchChatModels }, credentialTest: { testTogetherAiApi } };

	async supplyData(this: ISupplyDataFunctions, itemIndex: number): Promise<SupplyData> {
		return await supplyChatModel(this, itemIndex);
	}
}
