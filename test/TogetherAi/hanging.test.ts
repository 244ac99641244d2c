import { jsonOf, runNode } from '../support/runNode';
import { supplier, type SubNode } from '../support/subNodes';
import { startStandIn } from '../../sandbox/standIn';
import * as waiting from '../../nodes/shared/host/wait';
import { SUB_NODE_LIMIT_MS } from '../../nodes/shared/n8n/subNode';

/** Sub-nodes that never answer, and where. `reached` is called when the node waits for them. */
const HANGING: Record<string, (reached: () => void) => SubNode> = {
	'a memory that is not supplied': (reached) => supplier('ai_memory', () => never(reached)),
	'a memory that is not read': (reached) =>
		supplier('ai_memory', () => ({ loadMemoryVariables: () => never(reached) })),
	'a memory that is not written': (reached) =>
		supplier('ai_memory', () => ({
			loadMemoryVariables: () => Promise.resolve({}),
			saveContext: () => never(reached),
		})),
	'tools that are not supplied': (reached) => supplier('ai_tool', () => never(reached)),
};

function never(reached: () => void): Promise<never> {
	setImmediate(reached);
	return new Promise(() => {});
}

async function run(name: string, reached: () => void, signal?: AbortSignal) {
	const standIn = await startStandIn({ reply: () => 'Hi' });
	const subNode = HANGING[name]?.(reached);
	const outcome = await runNode({
		baseUrl: standIn.url,
		subNodes: subNode ? [hangingInSupply(subNode)] : [],
		onError: 'continueRegularOutput',
		...(signal && { signal }),
	});
	await standIn.close();
	return { ...outcome, sent: standIn.requests.length };
}

/** Waits for what is supplied, as sub-nodes do. */
function hangingInSupply(subNode: SubNode): SubNode {
	const { type } = subNode;
	const supplyData: typeof type.supplyData = async function (itemIndex) {
		const supplied = await type.supplyData?.call(this, itemIndex);
		return { response: await supplied?.response };
	};
	return { ...subNode, type: { ...type, supplyData } };
}

afterEach(() => {
	jest.restoreAllMocks();
});

describe.each(Object.keys(HANGING))('%s', (name) => {
	it('does not hold up Stop', async () => {
		const stop = new AbortController();
		const { run: stopped } = await run(name, () => stop.abort(), stop.signal);
		expect(stopped.status).toBe('canceled');
	});

	it('is not waited for without end', async () => {
		const { wait } = waiting;
		let pass: () => void = () => {};
		const reached = new Promise<void>((resolve) => {
			pass = resolve;
		});
		// The limit passes as soon as the node waits for what hangs.
		jest
			.spyOn(waiting, 'wait')
			.mockImplementation((ms, signal) => (ms === SUB_NODE_LIMIT_MS ? reached : wait(ms, signal)));
		const { items, sent } = await run(name, () => pass());
		const isWritten = name.endsWith('written');
		const input = name.startsWith('tools') ? 'Tools' : 'Memory';
		const said = `${input} did not answer within 60 seconds. Check what is connected to the ${input} input, and the service behind it.`;
		expect(jsonOf(items)).toMatchObject([
			isWritten
				? { text: 'Hi', warnings: [`The memory could not be written: ${said}`] }
				: { error: said, details: { field: input } },
		]);
		expect(sent).toBe(isWritten ? 1 : 0);
	});
});

it('prices that hang do not hold up Stop', async () => {
	const stop = new AbortController();
	const standIn = await startStandIn({
		reply: () => 'Hi',
		interceptOther: ({ path }) => path.endsWith('/models'),
	});
	const { wait } = waiting;
	jest.spyOn(waiting, 'wait').mockImplementation((ms, signal) => {
		if (ms !== 5_000) return wait(ms, signal);
		stop.abort();
		return new Promise(() => {});
	});
	const { run: stopped } = await runNode({
		baseUrl: standIn.url,
		parameters: { options: { includeCost: true } },
		signal: stop.signal,
	});
	await standIn.close();
	expect(stopped.status).toBe('canceled');
});
