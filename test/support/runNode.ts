import type {
	ICredentialDataDecryptedObject,
	IDataObject,
	INode,
	INodeExecutionData,
	INodeParameters,
	OnError,
	StructuredChunk,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { SubNode } from './subNodes';
import { TogetherAiApi } from '../../credentials/TogetherAiApi.credentials';
import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';
import {
	MANUAL_TRIGGER_TYPE,
	nodeOutcome,
	runWorkflow,
	type NodeOutcome,
	type WorkflowRun,
} from '../../sandbox/engine';

const NODE = 'Together AI';

/** The trigger before whatever is tried. */
export const START: INode = {
	id: '1',
	name: 'Start',
	type: MANUAL_TRIGGER_TYPE,
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
};

let keys = 0;

/** A key nobody used before: what was learnt about a key's limits is shared in the process. */
export function freshKey(): string {
	return `test-key-${++keys}`;
}

export interface NodeRunOptions {
	/** Of the stand-in. */
	baseUrl: string;
	/** Beside the defaults of the form. */
	parameters?: INodeParameters;
	/** One item per object. */
	input?: IDataObject[];
	/** Whole items with their files, in the place of `input`. */
	items?: INodeExecutionData[];
	/** What hangs on the inputs below the node. */
	subNodes?: SubNode[];
	onError?: OnError;
	/** Settings of the node beside its parameters, for instance Retry On Fail. */
	nodeSettings?: Partial<INode>;
	apiKey?: string;
	/** Fields of the credential beside key and address, or in their place. */
	credential?: ICredentialDataDecryptedObject;
	streaming?: boolean;
	onChunk?: (chunk: StructuredChunk) => void | Promise<void>;
	signal?: AbortSignal;
}

export interface NodeRun extends NodeOutcome {
	run: WorkflowRun;
}

/** Runs the node on its own behind a manual trigger, in n8n's real engine. */
export async function runNode(options: NodeRunOptions): Promise<NodeRun> {
	const { baseUrl, apiKey = freshKey(), parameters = {}, input = [{}], onError } = options;
	const { items = input.map((json): INodeExecutionData => ({ json })), subNodes = [] } = options;
	const run = await runWorkflow({
		workflow: {
			nodes: [
				START,
				...subNodes.map(({ parameters: form = {} }, index) => ({
					...START,
					id: subName(index),
					name: subName(index),
					type: subType(index),
					parameters: form,
				})),
				{
					id: '2',
					name: NODE,
					type: 'n8n-nodes-together-ai.togetherAi',
					typeVersion: 1,
					position: [200, 0],
					parameters: { messages: userSays('Hello'), ...parameters },
					credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
					...(onError && { onError }),
					...options.nodeSettings,
				},
			],
			connections: {
				Start: { main: [[{ node: NODE, type: NodeConnectionTypes.Main, index: 0 }]] },
				...Object.fromEntries(
					subNodes.map(({ input: type }, index) => [
						subName(index),
						{ [type]: [[{ node: NODE, type, index: 0 }]] },
					]),
				),
			},
		},
		nodeTypes: {
			'n8n-nodes-together-ai.togetherAi': new TogetherAi(),
			...Object.fromEntries(subNodes.map(({ type }, index) => [subType(index), type])),
		},
		credentials: { togetherAiApi: { apiKey, baseUrl, ...options.credential } },
		credentialTypes: [new TogetherAiApi()],
		input: items,
		...(options.streaming !== undefined && { streaming: options.streaming }),
		...(options.onChunk && { onChunk: options.onChunk }),
		...(options.signal && { signal: options.signal }),
	});
	return { ...nodeOutcome(run, NODE), run };
}

function subName(index: number): string {
	return `Sub-node ${index}`;
}

function subType(index: number): string {
	return `test.sub${index}`;
}

/** The messages field with one message of the user. */
export function userSays(content: string): INodeParameters {
	return { values: [{ role: 'user', content }] };
}

/** The `json` of every item. */
export function jsonOf(items: INodeExecutionData[]): IDataObject[] {
	return items.map((item) => item.json);
}
