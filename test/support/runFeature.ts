import type {
	AINodeConnectionType,
	INode,
	INodeExecutionData,
	INodeParameters,
	INodeType,
	OnError,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';
import {
	MANUAL_TRIGGER_TYPE,
	nodeOutcome,
	runWorkflow,
	type NodeOutcome,
	type WorkflowRun,
} from '../../sandbox/engine';
import { freshKey, userSays } from './runNode';

const NODE = 'Together AI';

/** A sub-node that hangs on one of the inputs below the node. */
export interface SubNode {
	type: INodeType;
	input: AINodeConnectionType;
	parameters?: INodeParameters;
}

export interface FeatureRunOptions {
	/** Of the stand-in. */
	baseUrl: string;
	/** Beside the defaults of the form. */
	parameters?: INodeParameters;
	/** Whole items, with their files. */
	items?: INodeExecutionData[];
	subNodes?: SubNode[];
	onError?: OnError;
	/** Settings of the node beside its parameters, for instance Retry On Fail. */
	nodeSettings?: Partial<INode>;
	apiKey?: string;
	signal?: AbortSignal;
}

export interface FeatureRun extends NodeOutcome {
	run: WorkflowRun;
}

/** Runs the node in n8n's real engine, with files in its items and sub-nodes on its inputs. */
export async function runFeature(options: FeatureRunOptions): Promise<FeatureRun> {
	const { baseUrl, apiKey = freshKey(), parameters = {}, subNodes = [], onError } = options;
	const run = await runWorkflow({
		workflow: {
			nodes: [
				nodeOf('Start', MANUAL_TRIGGER_TYPE),
				...subNodes.map(({ parameters: form = {} }, index) => ({
					...nodeOf(subName(index), subType(index)),
					parameters: form,
				})),
				{
					...nodeOf(NODE, 'n8n-nodes-together-ai.togetherAi'),
					parameters: { messages: userSays('Hello'), ...parameters },
					credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
					...(onError && { onError }),
					...options.nodeSettings,
				},
			],
			connections: {
				Start: { main: [[{ node: NODE, type: NodeConnectionTypes.Main, index: 0 }]] },
				...Object.fromEntries(
					subNodes.map(({ input }, index) => [
						subName(index),
						{ [input]: [[{ node: NODE, type: input, index: 0 }]] },
					]),
				),
			},
		},
		nodeTypes: {
			'n8n-nodes-together-ai.togetherAi': new TogetherAi(),
			...Object.fromEntries(subNodes.map(({ type }, index) => [subType(index), type])),
		},
		credentials: { togetherAiApi: { apiKey, baseUrl } },
		credentialTypes: [new TogetherAiApi()],
		input: options.items ?? [{ json: {} }],
		...(options.signal && { signal: options.signal }),
	});
	return { ...nodeOutcome(run, NODE), run };
}

/** The type of a sub-node that supplies what the function gives, once per item. */
export function supplier(
	output: AINodeConnectionType,
	supply: (itemIndex: number) => unknown,
): SubNode {
	return {
		input: output,
		type: {
			description: {
				displayName: 'Supplier',
				name: 'supplier',
				group: ['transform'],
				version: 1,
				description: 'Supplies something',
				defaults: { name: 'Supplier' },
				inputs: [],
				outputs: [output],
				properties: [],
			},
			supplyData(itemIndex) {
				return Promise.resolve({ response: supply(itemIndex) });
			},
		},
	};
}

function nodeOf(name: string, type: string): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {} };
}

function subName(index: number): string {
	return `Sub-node ${index}`;
}

function subType(index: number): string {
	return `test.sub${index}`;
}
