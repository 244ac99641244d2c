import type { IExecuteFunctions, INode, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import {
	MANUAL_TRIGGER_TYPE,
	nodeOutcome,
	runWorkflow,
	type RunWorkflowOptions,
	type WorkflowDefinition,
} from '../../sandbox/engine';

/** Does what its parameter `act` says, to show one trait of the engine each. */
const probe: INodeType = {
	description: {
		displayName: 'Probe',
		name: 'probe',
		group: ['transform'],
		version: 1,
		description: 'Shows what the engine offers',
		defaults: { name: 'Probe' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main, NodeConnectionTypes.Main],
		credentials: [{ name: 'probeApi', required: true }],
		properties: [
			{ displayName: 'Act', name: 'act', type: 'string', default: '' },
			{ displayName: 'Value', name: 'value', type: 'string', default: '' },
		],
	},
	async execute(this: IExecuteFunctions) {
		const act = this.getNodeParameter('act', 0);
		if (act === 'fail') throw new Error('as told');
		if (act === 'wait') await forever(this.getExecutionCancelSignal());
		const { apiKey } = await this.getCredentials('probeApi');
		this.addExecutionHints({ message: 'a hint', location: 'outputPane' });
		this.sendChunk('item', 0, 'a chunk');
		const items = this.getInputData().map((_, item) => ({
			json: {
				value: this.getNodeParameter('value', item),
				apiKey: apiKey ?? null,
				streaming: this.isStreaming(),
			},
			pairedItem: { item },
		}));
		return [items, []];
	},
};

async function forever(signal: AbortSignal | undefined): Promise<never> {
	return await new Promise((_, reject) => {
		signal?.addEventListener('abort', () => reject(new Error('told to stop')));
	});
}

const TYPE = 'test.probe';

function node(name: string, type: string, rest: Partial<INode> = {}): INode {
	return { id: name, name, type, typeVersion: 1, position: [0, 0], parameters: {}, ...rest };
}

function workflow(parameters: INode['parameters'], rest: Partial<INode> = {}): WorkflowDefinition {
	const credentials = { probeApi: { id: '7', name: 'Probe account' } };
	return {
		nodes: [
			node('Start', MANUAL_TRIGGER_TYPE),
			node('Probe', TYPE, { parameters, credentials, ...rest }),
		],
		connections: { Start: { main: [[{ node: 'Probe', type: 'main', index: 0 }]] } },
	};
}

function options(definition: WorkflowDefinition): RunWorkflowOptions {
	return {
		workflow: definition,
		nodeTypes: { [TYPE]: probe },
		credentials: { probeApi: { apiKey: 'secret' } },
	};
}

it('runs items through a node, with expressions and credentials', async () => {
	const run = await runWorkflow({
		...options(workflow({ value: '={{ $json.n + 1 }}' })),
		input: [{ json: { n: 1 } }, { json: { n: 2 } }],
	});
	const { items, outputs, hints, status } = nodeOutcome(run, 'Probe');
	expect(run.status).toBe('success');
	expect(run.error).toBeUndefined();
	expect(status).toBe('success');
	expect(items.map(({ json }) => json)).toEqual([
		{ value: 2, apiKey: 'secret', streaming: false },
		{ value: 3, apiKey: 'secret', streaming: false },
	]);
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
	expect(outputs[1]).toEqual([]);
	expect(hints).toEqual([{ message: 'a hint', location: 'outputPane' }]);
	expect(run.chunks).toEqual([]);
});

it('starts with one empty item', async () => {
	const run = await runWorkflow(options(workflow({ value: 'x' })));
	expect(nodeOutcome(run, 'Start').items.map(({ json }) => json)).toEqual([{}]);
});

it('hands on what is streamed', async () => {
	const received: unknown[] = [];
	const run = await runWorkflow({
		...options(workflow({})),
		streaming: true,
		onChunk: ({ content }) => void received.push(content),
	});
	expect(nodeOutcome(run, 'Probe').items[0]?.json.streaming).toBe(true);
	expect(received).toEqual(['a chunk']);
	expect(run.chunks).toMatchObject([{ type: 'item', metadata: { nodeName: 'Probe' } }]);
});

it('does not stream in a mode that cannot', async () => {
	const run = await runWorkflow({
		...options(workflow({})),
		streaming: true,
		mode: 'trigger',
	});
	expect(nodeOutcome(run, 'Probe').items[0]?.json.streaming).toBe(false);
});

it('tells how a run failed, and which node did', async () => {
	const run = await runWorkflow(options(workflow({ act: 'fail' })));
	expect(run.status).toBe('error');
	expect(run.error?.message).toBe('as told');
	expect(nodeOutcome(run, 'Probe')).toMatchObject({ status: 'error', items: [] });
});

it('carries on after an error where the node says so', async () => {
	const run = await runWorkflow(
		options(workflow({ act: 'fail' }, { onError: 'continueRegularOutput' })),
	);
	const { items, error } = nodeOutcome(run, 'Probe');
	expect(error?.message).toBe('as told');
	expect(items.map(({ json }) => json)).toEqual([{}]);
});

it('cancels a node that waits', async () => {
	const stop = new AbortController();
	const run = await runWorkflow({
		...options(workflow({ act: '={{ $json.act }}' })),
		input: [{ json: { act: 'wait' } }],
		signal: stop.signal,
		nodeTypes: { [TYPE]: whenStarted(() => stop.abort()) },
	});
	expect(run.status).toBe('canceled');
	expect(run.error?.message).toBe('told to stop');
});

it('starts nothing when it is cancelled before', async () => {
	const run = await runWorkflow({ ...options(workflow({})), signal: AbortSignal.abort() });
	expect(run.status).toBe('canceled');
	expect(() => nodeOutcome(run, 'Probe')).toThrow('Node "Probe" did not run');
});

it('says what n8n says about a credential that is gone, or was never chosen', async () => {
	const gone = await runWorkflow({ ...options(workflow({})), credentials: {} });
	expect(gone.error?.message).toBe('Credential with ID "7" does not exist for type "probeApi".');
	const never = await runWorkflow(options(workflow({}, { credentials: {} })));
	expect(never.error?.message).toBe('Node does not have any credentials set for "probeApi"');
});

it('fills a credential with the defaults of its type', async () => {
	const run = await runWorkflow({
		...options(workflow({})),
		credentials: { probeApi: {} },
		credentialTypes: [
			{
				name: 'probeApi',
				displayName: 'Probe',
				properties: [{ displayName: 'Key', name: 'apiKey', type: 'string', default: 'preset' }],
			},
		],
	});
	expect(nodeOutcome(run, 'Probe').items[0]?.json.apiKey).toBe('preset');
});

it('refuses a workflow it cannot start', async () => {
	const { nodes, connections } = workflow({});
	await expect(runWorkflow(options({ nodes: nodes.slice(1), connections }))).rejects.toThrow(
		'no manual trigger',
	);
	await expect(runWorkflow({ ...options({ nodes, connections }), nodeTypes: {} })).rejects.toThrow(
		'Unrecognized node type: test.probe',
	);
});

/** The probe, telling that it runs before it does. */
function whenStarted(started: () => void): INodeType {
	return {
		description: probe.description,
		async execute(this: IExecuteFunctions) {
			const result = probe.execute?.call(this);
			started();
			return (await result) ?? [];
		},
	};
}
