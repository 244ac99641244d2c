import { NodeConnectionTypes } from 'n8n-workflow';

import { startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';
import { countOf, jobId, runBatch } from '../../support/runBatch';
import { supplier } from '../../support/subNodes';
import { runNode, jsonOf } from '../../support/runNode';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function against<T>(options: StandInOptions, use: (standIn: StandIn) => Promise<T>) {
	const standIn = await startStandIn(options);
	try {
		return await use(standIn);
	} finally {
		await standIn.close();
	}
}

async function create(standIn: StandIn): Promise<string> {
	const { items } = await runBatch(standIn, 'create');
	return jobId(items);
}

describe('Get a Batch', () => {
	it('tells how far the job is, and in the end where its results are', async () => {
		await against({}, async (standIn) => {
			const batchId = await create(standIn);
			const get = async () => await runBatch(standIn, 'get', { parameters: { batchId } });

			expect(jsonOf((await get()).items)).toMatchObject([{ id: batchId, status: 'VALIDATING' }]);
			expect(jsonOf((await get()).items)).toMatchObject([{ status: 'IN_PROGRESS' }]);
			const { items } = await get();
			expect(jsonOf(items)).toMatchObject([
				{
					status: 'COMPLETED',
					outputFileId: like(/^file-/),
					completedAt: like(/^\d/),
					progress: 100,
				},
			]);
			expect(items[0]?.json).not.toHaveProperty('errorFileId');
			expect(items[0]?.pairedItem).toEqual({ item: 0 });
		});
	});

	it.each([
		{ error: 'Invalid model ID: Unable to access non-serverless model x', advice: /another model/ },
		{ error: 'Failed to calculate tokens: input format error: Line 2', advice: /input file/ },
		{ error: 'Something else', advice: /support of Together/ },
	])('tells why a job failed, and what to do: $error', async ({ error, advice }) => {
		const body = JSON.stringify({ id: 'b1', status: 'FAILED', input_file_id: 'f', error });
		const failed: StandInOptions = {
			order: () => ({
				ending: { status: 200, headers: { 'content-type': 'application/json' }, body },
			}),
		};
		await against(failed, async (standIn) => {
			const { items, run } = await runBatch(standIn, 'get', { parameters: { batchId: 'b1' } });

			expect(run.error).toBeUndefined();
			expect(jsonOf(items)).toEqual([
				{
					id: 'b1',
					status: 'FAILED',
					inputFileId: 'f',
					failureReason: error,
					advice: expect.stringMatching(advice) as unknown,
				},
			]);
		});
	});

	it('fails clearly without an ID, and for one that the account does not have', async () => {
		await against({}, async (standIn) => {
			const { items } = await runBatch(standIn, 'get', {
				parameters: { batchId: '={{ $json.id }}' },
				input: [{ id: ' ' }, { id: 'nobody/knows' }],
				onError: 'continueRegularOutput',
			});

			expect(jsonOf(items)).toEqual([
				{ error: 'Batch ID is empty.', details: { attempts: 0, field: 'Batch ID' } },
				{
					error:
						'There is no batch nobody/knows. Check the Batch ID, and that the Together AI credential is of the account that created it.',
					details: { attempts: 0, batchId: 'nobody/knows' },
				},
			]);
		});
	});
});

describe('Get Many Batches', () => {
	/** The first job goes on for ever, in a way nobody knows yet; the others complete at once. */
	const three: StandInOptions = {
		batch: { jobStatus: ({ index }) => (index === 0 ? 'THINKING' : 'COMPLETED') },
	};

	it.each([
		{ parameters: {}, expected: [2, 1, 0] },
		{ parameters: { limit: 2 }, expected: [2, 1] },
		{ parameters: { returnAll: true }, expected: [2, 1, 0] },
		{ parameters: { options: { status: ['RUNNING'] } }, expected: [0] },
		{ parameters: { limit: 1, options: { status: ['COMPLETED', 'FAILED'] } }, expected: [2] },
		{ parameters: { options: { status: ['FAILED'] } }, expected: [] },
	])('lists the newest first: $parameters', async ({ parameters, expected }) => {
		await against(three, async (standIn) => {
			const ids = [await create(standIn), await create(standIn), await create(standIn)];
			const { items } = await runBatch(standIn, 'getMany', { parameters });

			expect(items.map(({ json }) => json['id'])).toEqual(expected.map((at) => ids[at]));
			expect(countOf(standIn, 'GET', '/v1/batches')).toBe(1);
		});
	});
});

describe('Cancel a Batch', () => {
	it('begins to cancel a job that runs', async () => {
		await against({}, async (standIn) => {
			const batchId = await create(standIn);
			const { items } = await runBatch(standIn, 'cancel', { parameters: { batchId } });

			expect(jsonOf(items)).toMatchObject([{ id: batchId, status: 'CANCELING' }]);
		});
	});

	it('says that a job has ended, and asks only once', async () => {
		await against({ batch: { jobStatus: () => 'COMPLETED' } }, async (standIn) => {
			const batchId = await create(standIn);
			await runBatch(standIn, 'get', { parameters: { batchId } });
			const { items } = await runBatch(standIn, 'cancel', {
				parameters: { batchId },
				onError: 'continueRegularOutput',
			});

			expect(jsonOf(items)).toEqual([
				{
					error:
						'Cannot cancel job - already in terminal state: COMPLETED. It has ended: get what became of its rows with Get Batch Results.',
					details: { attempts: 1, batchId },
				},
			]);
			expect(countOf(standIn, 'POST', `/v1/batches/${batchId}/cancel`)).toBe(1);
		});
	});
});

describe('Create a Batch', () => {
	it('says that nothing can be connected to it', async () => {
		await against({}, async (standIn) => {
			const { run } = await runNode({
				baseUrl: standIn.url,
				parameters: { resource: 'batch', operation: 'create' },
				subNodes: [supplier(NodeConnectionTypes.AiTool, () => ({}))],
			});

			expect(run.error?.message).toMatch(/^Tools and Memory cannot be used in a batch/);
			expect(standIn.requests).toEqual([]);
		});
	});
});
