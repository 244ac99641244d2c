import type { INodeExecutionData, INodeType, StructuredChunk } from 'n8n-workflow';

import { loadBuiltPackage, type BuiltPackage } from '../../sandbox/cli/builtPackage';
import { MANUAL_TRIGGER_TYPE, nodeOutcome, runWorkflow } from '../../sandbox/engine';
import { ROOT } from '../paths';
import { MODEL, promptOf } from '../workload';

/** What a node is run with. */
export interface NodeJob {
	baseUrl: string;
	apiKey: string;
	items: number;
	/** The ceiling of our node. */
	maxConcurrency?: number;
	onChunk?: (chunk: StructuredChunk) => void;
}

/** Runs a node in n8n's engine and gives the text of every item, '' for one that failed. */
export type NodeRunner = (job: NodeJob) => Promise<string[]>;

/** Our node, built, in n8n's engine. */
export async function togetherNode(): Promise<NodeRunner> {
	return engineRunner(await loadBuiltPackage(ROOT), 'n8n-nodes-together-ai.togetherAi');
}

/** Another node in the same engine, with the same credential. */
export async function otherNode(node: INodeType): Promise<NodeRunner> {
	const { credentialTypes } = await loadBuiltPackage(ROOT);
	return engineRunner({ credentialTypes, nodeTypes: { 'bench.other': node } }, 'bench.other');
}

function engineRunner(builtPackage: BuiltPackage, type: string): NodeRunner {
	return async (job) => {
		const { baseUrl, apiKey, items, onChunk } = job;
		const run = await runWorkflow({
			...builtPackage,
			workflow: workflowOf(type, job),
			credentials: { togetherAiApi: { apiKey, baseUrl } },
			input: Array.from({ length: items }, (_, item) => ({ json: { prompt: promptOf(item) } })),
			...(onChunk && { streaming: true, onChunk }),
		});
		if (run.status !== 'success') throw new Error(`The node failed: ${run.error?.message}`);
		return nodeOutcome(run, 'Node').items.map(textOf);
	};
}

function workflowOf(type: string, { maxConcurrency = 32 }: NodeJob) {
	const trigger = { id: '1', name: 'Trigger', typeVersion: 1, parameters: {} };
	return {
		nodes: [
			{ ...trigger, type: MANUAL_TRIGGER_TYPE, position: [0, 0] satisfies [number, number] },
			{
				id: '2',
				name: 'Node',
				type,
				typeVersion: 1,
				position: [220, 0] satisfies [number, number],
				onError: 'continueRegularOutput' as const,
				credentials: { togetherAiApi: { id: '1', name: 'Together AI account' } },
				parameters: {
					model: { __rl: true, mode: 'id', value: MODEL },
					messages: { values: [{ role: 'user', content: '={{ $json.prompt }}' }] },
					requests: { maxConcurrency },
				},
			},
		],
		connections: { Trigger: { main: [[{ node: 'Node', type: 'main' as const, index: 0 }]] } },
	};
}

function textOf({ json }: INodeExecutionData): string {
	return typeof json.text === 'string' ? json.text : '';
}
