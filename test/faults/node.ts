import type { ICredentialType, INode, INodeParameters, WorkflowExecuteMode } from 'n8n-workflow';

import {
	MANUAL_TRIGGER_TYPE,
	runWorkflow,
	type NodeTypeMap,
	type RunWorkflowOptions,
	type WorkflowRun,
} from '../../sandbox/engine';
import { lastUserText } from '../../sandbox/standIn';

/** The nodes of the package, from the sources in tests and as built in reports. */
export interface NodePackage {
	nodeTypes: NodeTypeMap;
	credentialTypes: readonly ICredentialType[];
}

export type OnError = 'stopWorkflow' | 'continueRegularOutput' | 'continueErrorOutput';
export const MODES: OnError[] = ['stopWorkflow', 'continueRegularOutput', 'continueErrorOutput'];

export type Streaming = 'on' | 'off';
export const STREAMINGS: Streaming[] = ['on', 'off'];

export const NODE_TYPE = 'n8n-nodes-together-ai.togetherAi';
export const NODE_NAME = 'Together AI';
export const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';

export interface NodeRun {
	package: NodePackage;
	baseUrl: string;
	apiKey: string;
	/** How many input items. */
	items: number;
	onError: OnError;
	/** The `requests` collection of the form. */
	requests?: INodeParameters;
	parameters?: INodeParameters;
	signal?: AbortSignal;
	mode?: WorkflowExecuteMode;
	services?: RunWorkflowOptions['services'];
}

/**
 * Sends items through the node, each with a prompt of its own. The whole prompt is neither in the
 * input nor in the parameters, so where it shows up the node has let it out.
 */
export async function runNode(options: NodeRun): Promise<WorkflowRun> {
	const { nodeTypes, credentialTypes } = options.package;
	return await runWorkflow({
		workflow: {
			nodes: [
				node('Start', MANUAL_TRIGGER_TYPE, {}),
				node(NODE_NAME, NODE_TYPE, {
					parameters: parametersOf(options),
					credentials: { togetherAiApi: { id: '1', name: 'Together AI' } },
					onError: options.onError,
				}),
			],
			connections: { Start: { main: [[{ node: NODE_NAME, type: 'main', index: 0 }]] } },
		},
		nodeTypes,
		credentialTypes,
		credentials: { togetherAiApi: { apiKey: options.apiKey, baseUrl: options.baseUrl } },
		input: Array.from({ length: options.items }, (_, n) => ({ json: { n } })),
		...(options.signal && { signal: options.signal }),
		...(options.mode && { mode: options.mode }),
		...(options.services && { services: options.services }),
	});
}

function parametersOf({ requests = {}, parameters }: NodeRun): INodeParameters {
	const content = "={{ 'Please ponder secret number ' + $json.n }}";
	const model = { __rl: true, mode: 'id', value: MODEL };
	const messages = { values: [{ role: 'user', content }] };
	return { resource: 'chat', operation: 'complete', model, messages, requests, ...parameters };
}

/** Finds a prompt in whatever text the node let out. */
export const PROMPT = /secret number \d/;

/** The index of the item a request belongs to. */
export function itemOf(body: unknown): number {
	return Number(/secret number (\d+)/.exec(lastUserText(body))?.[1] ?? NaN);
}

/** What the stand-in answers to the prompt of an item. */
export function answerOf(body: unknown): string {
	return `Answer ${itemOf(body)}`;
}

function node(name: string, type: string, rest: Partial<INode>): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...rest };
}
