import {
	NodeConnectionTypes,
	type AINodeConnectionType,
	type IDataObject,
	type IExecuteFunctions,
	type INodeParameters,
	type INodeType,
	type ITaskData,
} from 'n8n-workflow';

import { freshKey, START } from './runNode';
import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { nodeOutcome, runWorkflow, type NodeOutcome } from '../../sandbox/engine';

/** How a root node uses what a sub-node supplies. */
export interface SubNodeUse<T> {
	/** Of the stand-in. */
	baseUrl: string;
	node: INodeType;
	type: AINodeConnectionType;
	use: (supplied: T, signal: AbortSignal | undefined) => Promise<IDataObject>;
	parameters?: INodeParameters;
	apiKey?: string;
	signal?: AbortSignal;
}

export interface SubNodeRun extends NodeOutcome {
	/** What the logs of n8n show of the sub-node, one entry per call. */
	logs: ITaskData[];
}

/** Runs a root node with one of our sub-nodes connected to it, in n8n's engine. */
export async function useSubNode<T>(options: SubNodeUse<T>): Promise<SubNodeRun> {
	const { baseUrl, node, type, use, parameters = {}, apiKey = freshKey(), signal } = options;
	const typeName = `n8n-nodes-together-ai.${node.description.name}`;
	const place = { typeVersion: 1, position: [0, 0] satisfies [number, number] };
	const run = await runWorkflow({
		workflow: {
			nodes: [
				START,
				{ ...place, id: '2', name: 'Root', type: 'test.root', parameters: {} },
				{
					...place,
					id: '3',
					name: 'Sub-node',
					type: typeName,
					parameters,
					credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
				},
			],
			connections: {
				Start: { main: [[{ node: 'Root', type: NodeConnectionTypes.Main, index: 0 }]] },
				'Sub-node': { [type]: [[{ node: 'Root', type, index: 0 }]] },
			},
		},
		nodeTypes: { 'test.root': rootNode(type, use), [typeName]: node },
		credentials: { togetherAiApi: { apiKey, baseUrl } },
		credentialTypes: [new TogetherAiApi()],
		...(signal && { signal }),
	});
	return { ...nodeOutcome(run, 'Root'), logs: run.nodes['Sub-node'] ?? [] };
}

function rootNode<T>(type: AINodeConnectionType, use: SubNodeUse<T>['use']): INodeType {
	return {
		description: {
			displayName: 'Root',
			name: 'root',
			group: ['transform'],
			version: 1,
			description: '',
			defaults: { name: 'Root' },
			inputs: [NodeConnectionTypes.Main, type],
			outputs: [NodeConnectionTypes.Main],
			properties: [],
		},
		async execute(this: IExecuteFunctions) {
			const connected = await this.getInputConnectionData(type, 0);
			const supplied = (Array.isArray(connected) ? connected[0] : connected) as T;
			return [[{ json: await use(supplied, this.getExecutionCancelSignal()) }]];
		},
	};
}
