import { nextDelay } from '../../../nodes/TogetherAi/actions/batch/waitForJobs';
import { startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';
import { ASKS_ITEM, countOf, runBatch } from '../../support/runBatch';
import { jsonOf } from '../../support/runNode';

const LLAMA = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const QWEN = 'Qwen/Qwen3.5-9B';

const anything: unknown = expect.anything();
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function against<T>(options: StandInOptions, use: (standIn: StandIn) => Promise<T>) {
	const standIn = await startStandIn(options);
	try {
		return await use(standIn);
	} finally {
		await standIn.close();
	}
}

/** Waits for half a second, at the end of which the jobs are looked at. */
const WAITS = { wait: true, waitMinutes: 0.5 / 60, messages: ASKS_ITEM };

describe('Wait for Completion', () => {
	it('gives the rows, paired with their items', async () => {
		await against({ batch: { jobStatus: () => 'COMPLETED' } }, async (standIn) => {
			const { items } = await runBatch(standIn, 'create', {
				parameters: {
					...WAITS,
					model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
					customId: '={{ $json.key }}',
					options: { includeMessages: true, includeCost: true },
				},
				input: [
					{ key: 'a', text: 'one', model: LLAMA },
					{ key: 'b', text: 'two', model: QWEN },
					{ key: 'c', text: 'three', model: LLAMA },
				],
			});

			expect(jsonOf(items)).toMatchObject([
				{ customId: 'a', text: like(/one/), model: LLAMA, messages: [anything, anything] },
				{ customId: 'b', text: like(/two/), model: QWEN, cost: { currency: 'USD' } },
				{ customId: 'c', text: like(/three/), model: LLAMA, tokenUsage: anything },
			]);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
			// What was asked is known: no input file is read.
			const read = standIn.requests.filter(({ path }) => path.endsWith('/content'));
			expect(read).toHaveLength(2);
		});
	});

	it('gives failed rows and bad items as errors, each in its place', async () => {
		const options: StandInOptions = {
			batch: { jobStatus: () => 'COMPLETED', row: (id) => (id === '2' ? 'refused' : 'answered') },
		};
		await against(options, async (standIn) => {
			const { items } = await runBatch(standIn, 'create', {
				parameters: WAITS,
				input: [{ text: 'one' }, { text: '' }, { text: 'two' }],
				onError: 'continueRegularOutput',
			});

			expect(jsonOf(items)).toMatchObject([
				{ customId: '0' },
				{ error: like(/^Messages has no content/) },
				{ error: like(/^Row "2": The request was refused/), details: { customId: '2' } },
			]);
		});
	});

	it('gives the job when it is not ready in time', async () => {
		await against({ batch: { jobStatus: () => 'SLEEPING' } }, async (standIn) => {
			const { items, run } = await runBatch(standIn, 'create', {
				parameters: WAITS,
				input: [{ text: 'one' }, { text: 'two' }],
			});

			expect(run.error).toBeUndefined();
			expect(jsonOf(items)).toMatchObject([
				{ status: 'SLEEPING', rows: 2, id: anything, model: LLAMA },
			]);
			expect(items[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		});
	});

	it.each([
		{
			name: 'looked at',
			broken: 'GET /v1/batches/:id',
			warning: /^The batch could not be looked at: no/,
		},
		{
			name: 'read',
			broken: 'GET /v1/files/:id/content',
			warning: /^The results could not be read: no.* Try Get Batch Results\.$/,
		},
	])('gives a job that cannot be $name: it is paid for', async ({ broken, warning }) => {
		const options: StandInOptions = {
			batch: { jobStatus: () => 'COMPLETED' },
			order: ({ route }) =>
				route === broken
					? { ending: { status: 400, headers: {}, body: '{"error":"no"}' } }
					: undefined,
		};
		await against(options, async (standIn) => {
			const { items, run } = await runBatch(standIn, 'create', {
				parameters: WAITS,
				input: [{ text: 'one' }],
			});

			expect(run.error).toBeUndefined();
			expect(jsonOf(items)).toMatchObject([{ id: anything, rows: 1, warnings: [like(warning)] }]);
		});
	});

	it('gives every row of a job that failed as a whole', async () => {
		await against({ batch: { jobStatus: () => 'FAILED' } }, async (standIn) => {
			const { items } = await runBatch(standIn, 'create', {
				parameters: WAITS,
				input: [{ text: 'one' }, { text: 'two' }],
			});

			expect(jsonOf(items)).toMatchObject([
				{ error: like(/^Row "0": The batch failed/), details: { batchId: anything } },
				{ error: like(/^Row "1": The batch failed/) },
			]);
		});
	});

	it('ends when the workflow is stopped', async () => {
		await against({}, async (standIn) => {
			const stop = new AbortController();
			const running = runBatch(standIn, 'create', {
				parameters: { ...WAITS, waitMinutes: 60 },
				input: [{ text: 'one' }],
				signal: stop.signal,
			});
			await standIn.waitUntil(() => countOf(standIn, 'POST', '/v1/batches') === 1);
			stop.abort();

			expect((await running).run.status).toBe('canceled');
		});
	});

	it.each([-1, 'soon'])('takes no %s for minutes, before anything is sent', async (waitMinutes) => {
		await against({}, async (standIn) => {
			const { run } = await runBatch(standIn, 'create', { parameters: { ...WAITS, waitMinutes } });

			expect(run.error?.message).toMatch(/^Wait Minutes must be/);
			expect(standIn.requests).toEqual([]);
		});
	});

	it('looks more and more rarely', () => {
		const delays: number[] = [];
		for (let look = 0; look < 7; look++) delays.push(nextDelay(delays.at(-1)));
		expect(delays).toEqual([10_000, 15_000, 22_500, 33_750, 50_625, 60_000, 60_000]);
	});
});
