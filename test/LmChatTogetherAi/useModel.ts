import type { BaseChatModel } from '@langchain/core/language_models/chat_models';
import {
	NodeConnectionTypes,
	type ICredentialDataDecryptedObject,
	type IDataObject,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeType,
} from 'n8n-workflow';

import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { LmChatTogetherAi } from '../../nodes/LmChatTogetherAi/LmChatTogetherAi.node';
import { nodeOutcome, runWorkflow, type NodeOutcome } from '../../sandbox/engine';
import { freshKey, START } from '../support/runNode';

export type Model = Required<Pick<BaseChatModel, 'bindTools'>> & BaseChatModel;

/** What a root node does with the model that is connected to it. */
export type UseModel = (model: Model, signal: AbortSignal | undefined) => Promise<IDataObject>;

function rootNode(use: UseModel): INodeType {
	return {
		description: {
			displayName: 'Root',
			name: 'root',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Root' },
			inputs: [NodeConnectionTypes.Main, NodeConnectionTypes.AiLanguageModel],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const connected = await this.getInputConnectionData(NodeConnectionTypes.AiLanguageModel, 0);
			const model = (Array.isArray(connected) ? connected[0] : connected) as Model;
			return [[{ json: await use(model, this.getExecutionCancelSignal()) }]];
		},
	};
}

/** Runs a root node with our chat model connected to it, in n8n's engine. */
export async function runModel(
	baseUrl: string,
	use: UseModel,
	parameters: INodeParameters = {},
	signal?: AbortSignal,
	credential: ICredentialDataDecryptedObject = {},
): Promise<NodeOutcome> {
	const run = await runWorkflow({
		workflow: {
			nodes: [
				START,
				{
					id: '2',
					name: 'Root',
					type: 'test.root',
					typeVersion: 1,
					position: [0, 0],
					parameters: {},
				},
				{
					id: '3',
					name: 'Model',
					type: 'n8n-nodes-together-ai.lmChatTogetherAi',
					typeVersion: 1,
					position: [0, 0],
					parameters,
					credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
				},
			],
			connections: {
				Start: { main: [[{ node: 'Root', type: NodeConnectionTypes.Main, index: 0 }]] },
				Model: {
					ai_languageModel: [
						[{ node: 'Root', type: NodeConnectionTypes.AiLanguageModel, index: 0 }],
					],
				},
			},
		},
		nodeTypes: {
			'test.root': rootNode(use),
			'n8n-nodes-together-ai.lmChatTogetherAi': new LmChatTogetherAi(),
		},
		credentials: { togetherAiApi: { apiKey: freshKey(), baseUrl, ...credential } },
		credentialTypes: [new TogetherAiApi()],
		...(signal && { signal }),
	});
	return nodeOutcome(run, 'Root');
}
