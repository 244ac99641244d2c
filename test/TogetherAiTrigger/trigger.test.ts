import type { IDataObject } from 'n8n-workflow';

import { startStandIn, type StandIn, type StandInOptions } from '../../sandbox/standIn';
import { ASKS_ITEM, countOf, jobId, runBatch } from '../support/runBatch';
import { poll } from './poll';

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

async function create(standIn: StandIn, ...texts: string[]): Promise<string> {
	const { items } = await runBatch(standIn, 'create', {
		parameters: { messages: ASKS_ITEM },
		input: texts.map((text) => ({ text })),
	});
	return jobId(items);
}

/** Jobs whose status a test sets: they end when they are looked at after that. */
function directed() {
	const statuses: string[] = [];
	const options: StandInOptions = {
		batch: { jobStatus: ({ index }) => statuses[index] ?? 'IN_PROGRESS' },
	};
	return { statuses, options };
}

/** What n8n has in its database: every poll gets a copy of what the last one left. */
class Kept {
	private json = '{}';

	constructor(
		private readonly standIn: StandIn,
		private readonly parameters = {},
	) {}

	async poll() {
		const staticData = JSON.parse(this.json) as IDataObject;
		const items = await poll({
			baseUrl: this.standIn.url,
			parameters: this.parameters,
			staticData,
		});
		this.json = JSON.stringify(staticData);
		return items?.map(({ json }) => json) ?? null;
	}
}

const JOBS = { output: 'batch' };

describe('the trigger', () => {
	it('tells the rows of a batch that has ended, once', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			const kept = new Kept(standIn);
			const id = await create(standIn, 'one', 'two');
			expect(await kept.poll()).toBeNull();
			expect(await kept.poll()).toBeNull();

			statuses[0] = 'COMPLETED';
			const before = standIn.requests.length;
			expect(await kept.poll()).toEqual([
				expect.objectContaining({ batchId: id, customId: '0', text: like(/one/) }),
				expect.objectContaining({ batchId: id, customId: '1', text: like(/two/) }),
			]);
			// The list, the input file and the output file.
			expect(standIn.requests.length - before).toBe(3);
			expect(await kept.poll()).toBeNull();
		});
	});

	it('tells nothing old at its first poll', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			await create(standIn, 'one');
			statuses[0] = 'COMPLETED';
			const kept = new Kept(standIn, JOBS);
			expect(await kept.poll()).toBeNull();
			expect(await kept.poll()).toBeNull();

			const id = await create(standIn, 'two');
			statuses[1] = 'COMPLETED';
			expect(await kept.poll()).toMatchObject([{ id, status: 'COMPLETED' }]);
			expect(await kept.poll()).toBeNull();
		});
	});

	it('tells a batch that was created and ended between two polls', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			const kept = new Kept(standIn, JOBS);
			await kept.poll();
			statuses.push('COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED');
			const ids: string[] = [];
			for (const text of ['a', 'b', 'c', 'd']) ids.push(await create(standIn, text));

			const told = await kept.poll();
			expect(told?.map(({ status }) => status)).toHaveLength(4);
			expect(new Set(told?.map(({ id }) => id))).toEqual(new Set(ids));
			expect(await kept.poll()).toBeNull();
		});
	});

	it('leaves out statuses that are not wanted, for good', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			const kept = new Kept(standIn, { ...JOBS, statuses: ['FAILED'] });
			await kept.poll();
			statuses.push('COMPLETED', 'FAILED');
			await create(standIn, 'a');
			const failed = await create(standIn, 'b');

			expect(await kept.poll()).toMatchObject([
				{ id: failed, status: 'FAILED', failureReason: anything, advice: anything },
			]);
			expect(await kept.poll()).toBeNull();
		});
	});

	it('takes a status that nobody knows for running', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			const kept = new Kept(standIn, JOBS);
			statuses[0] = 'THINKING';
			const id = await create(standIn, 'a');
			expect(await kept.poll()).toBeNull();
			expect(await kept.poll()).toBeNull();
			statuses[0] = 'COMPLETED';
			expect(await kept.poll()).toMatchObject([{ id }]);
		});
	});

	it('tells a batch by a later poll when its results could not be read', async () => {
		const { statuses, options } = directed();
		let isBroken = true;
		const refused = { ending: { status: 400, headers: {}, body: '{"error":"no"}' } };
		const order: StandInOptions['order'] = ({ path }) =>
			isBroken && path.endsWith('/content') ? refused : undefined;
		await against({ ...options, order }, async (standIn) => {
			const kept = new Kept(standIn);
			await kept.poll();
			await create(standIn, 'one');
			statuses[0] = 'COMPLETED';
			await expect(kept.poll()).rejects.toThrow('no');
			await expect(kept.poll()).rejects.toThrow('no');
			isBroken = false;
			expect(await kept.poll()).toMatchObject([{ customId: '0' }]);
			expect(await kept.poll()).toBeNull();
		});
	});

	it('tells once that the files of a batch are gone', async () => {
		const { statuses, options } = directed();
		const batch = { ...options.batch, loseFile: () => true };
		await against({ batch }, async (standIn) => {
			const kept = new Kept(standIn);
			await kept.poll();
			const batchId = await create(standIn, 'one');
			statuses[0] = 'COMPLETED';
			expect(await kept.poll()).toMatchObject([
				{ error: like(/^Row: The results file \S+ of the batch is gone/), details: { batchId } },
			]);
			expect(await kept.poll()).toBeNull();
		});
	});

	it('asks for the list once, and for three files of a batch at most', async () => {
		const { statuses, options } = directed();
		const batch: StandInOptions['batch'] = {
			...options.batch,
			row: (_, at) => (at === 0 ? 'refused' : 'answered'),
		};
		await against({ batch }, async (standIn) => {
			const kept = new Kept(standIn);
			await kept.poll();
			for (let job = 0; job < 10; job++) {
				statuses[job] = 'COMPLETED';
				await create(standIn, 'one', 'two');
			}
			const before = standIn.requests.length;
			expect(await kept.poll()).toHaveLength(20);
			expect(standIn.requests.length - before).toBe(1 + 3 * 10);
		});
	});

	it('shows the newest batch that has ended when it is tried by hand, and keeps nothing', async () => {
		const { statuses, options } = directed();
		await against(options, async (standIn) => {
			const manual = async () => {
				const staticData = {};
				const items = await poll({ baseUrl: standIn.url, staticData, mode: 'manual' });
				expect(staticData).toEqual({});
				return items;
			};
			await expect(manual()).rejects.toThrow('There is no finished batch that could be shown');
			await create(standIn, 'old');
			await create(standIn, 'new');
			await create(standIn, 'running');
			statuses.push('COMPLETED', 'COMPLETED');
			expect(await manual()).toMatchObject([{ json: { text: like(/new/) } }]);
		});
	});

	it('says what is wrong with its form or its account', async () => {
		await against({ apiKey: 'another' }, async (standIn) => {
			const baseUrl = standIn.url;
			await expect(poll({ baseUrl })).rejects.toThrow(/Invalid API key/);
			expect(countOf(standIn, 'GET', '/v1/batches')).toBe(1);
			await expect(poll({ baseUrl, parameters: { statuses: [] } })).rejects.toThrow(
				'Statuses is empty',
			);
		});
	});
});
