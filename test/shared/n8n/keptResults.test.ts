import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { KeptResults } from '../../../nodes/shared/n8n/keptResults';

const NODE: INode = {
	id: '1',
	name: 'Together AI',
	type: 'n8n-nodes-together-ai.togetherAi',
	typeVersion: 1,
	position: [0, 0],
	parameters: {},
	retryOnFail: true,
	maxTries: 3,
};

interface Run {
	executionId?: string | undefined;
	runIndex?: number;
	node?: Partial<INode>;
	signal?: AbortSignal;
}

/** As much of n8n's context as is looked at. */
function contextOf({ executionId = '7', runIndex = 0, node, signal }: Run): IExecuteFunctions {
	const context: Partial<IExecuteFunctions> = {
		getNode: () => ({ ...NODE, ...node }),
		getExecutionId: () => executionId,
		evaluateExpression: () => runIndex,
		getExecutionCancelSignal: () => signal,
	};
	return context as IExecuteFunctions;
}

const FAILED: INodeExecutionData[] = [{ json: { error: 'Not now' } }];
const DONE: INodeExecutionData[] = [{ json: { text: 'Hi' } }];

let kept: KeptResults<string>;

beforeEach(() => {
	kept = new KeptResults();
});

afterEach(() => {
	jest.restoreAllMocks();
});

/** A try that keeps a value for its item and ends with these items; gives what it found. */
async function attempt(value: string, run: Run = {}, items = FAILED, asked: unknown = 'Hello') {
	let found: string | undefined;
	await kept.acrossTries(contextOf(run), (tries) => {
		const place = tries.placeFor(0, () => asked);
		found = place.earlier;
		place.keep(value);
		return Promise.resolve(items);
	});
	return found;
}

it('is found by the tries of the same run, up to the last', async () => {
	expect(await attempt('a')).toBeUndefined();
	expect(await attempt('b')).toBe('a');
	expect(await attempt('c')).toBe('b');
	expect(await attempt('d')).toBeUndefined();
});

it.each<[string, Run, unknown]>([
	['execution', { executionId: '8' }, 'Hello'],
	['run of the node', { runIndex: 1 }, 'Hello'],
	['node', { node: { id: '2' } }, 'Hello'],
	['request', {}, 'Goodbye'],
])('is not found by another %s', async (_name, run, asked) => {
	await attempt('a');
	expect(await attempt('b', run, FAILED, asked)).toBeUndefined();
});

it.each<[string, Run]>([
	['a node that is not retried', { node: { retryOnFail: false } }],
	['an execution without an ID', { executionId: '' }],
	['a node that an agent calls', { node: { rewireOutputLogTo: 'ai_tool' } }],
	['a run that was stopped', { signal: AbortSignal.abort() }],
])('is not kept for %s', async (_name, run) => {
	await attempt('a', run);
	expect(await attempt('b', run)).toBeUndefined();
});

it('is forgotten once the run succeeded', async () => {
	await attempt('a', {}, DONE);
	expect(await attempt('b')).toBeUndefined();
});

it('is kept when the node throws', async () => {
	const failing = kept.acrossTries(contextOf({}), (tries) => {
		tries.placeFor(0, () => 'Hello').keep('a');
		return Promise.reject(new Error('Not now'));
	});
	await expect(failing).rejects.toThrow('Not now');
	expect(await attempt('b')).toBe('a');
});

it('is forgotten after ten minutes', async () => {
	await attempt('a');
	const now = performance.now();
	jest.spyOn(performance, 'now').mockReturnValue(now + 10 * 60_000 + 1_000);
	expect(await attempt('b')).toBeUndefined();
});

it('is bounded for all executions together, and its room is given back', async () => {
	const large = 'x'.repeat(20 * 1024 * 1024);
	expect(await attempt(large, { executionId: '1' })).toBeUndefined();
	expect(await attempt(large, { executionId: '2' })).toBeUndefined();
	expect(await attempt('small', { executionId: '2' })).toBeUndefined();
	expect(await attempt('a', { executionId: '1' }, DONE)).toBe(large);
	expect(await attempt(large, { executionId: '3' })).toBeUndefined();
	expect(await attempt('b', { executionId: '3' })).toBe(large);
});

it('does not fail over what cannot be measured', async () => {
	const odd = new KeptResults<object>();
	const circular: { self?: object } = {};
	circular.self = circular;
	const items = await odd.acrossTries(contextOf({}), (tries) => {
		tries.placeFor(0, () => 'Hello').keep(circular);
		return Promise.resolve(DONE);
	});
	expect(items).toBe(DONE);
});
