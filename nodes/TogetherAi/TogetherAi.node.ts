import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import * as chatComplete from './actions/chat/complete.operation';
import { runOperation } from './router';
import { searchChatModels } from '../shared/n8n/searchModels';
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
		inputs: [
			NodeConnectionTypes.Main,
			{ type: NodeConnectionTypes.AiMemory, displayName: 'Memory', maxConnections: 1 },
			{ type: NodeConnectionTypes.AiTool, displayName: 'Tools' },
		],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true, testedBy: 'testTogetherAiApi' }],
		properties: [
			{
				displayName: 'Resource',
				name: 'resource',
				type: 'options',
				noDataExpression: true,
				default: 'chat',
				options: [{ name: 'Chat', value: 'chat' }],
			},
			{
				displayName: 'Operation',
				name: 'operation',
				type: 'options',
				noDataExpression: true,
				default: 'complete',
				displayOptions: { show: { resource: ['chat'] } },
				options: [
					{
						name: 'Complete',
						value: 'complete',
						action: 'Complete a chat',
						description: 'Send messages to a model and get its answer',
					},
				],
			},
			...chatComplete.description,
		],
	};

	methods = { listSearch: { searchChatModels }, credentialTest: { testTogetherAiApi } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return [await runOperation(this)];
	}
}
