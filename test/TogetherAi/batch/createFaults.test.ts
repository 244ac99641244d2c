import { startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';
import { ASKS_ITEM, countOf, runBatch } from '../../support/runBatch';
import { jsonOf } from '../../support/runNode';

const QWEN = 'Qwen/Qwen3.5-9B';
const LLAMA = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const CREATE = 'POST /v1/batches';

const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

async function against<T>(options: StandInOptions, use: (standIn: StandIn) => Promise<T>) {
	const standIn = await startStandIn(options);
	try {
		return await use(standIn);
	} finally {
		await standIn.close();
	}
}

/** The job is created, but its answer never arrives. */
function losing(answers: number): StandInOptions {
	return {
		order: ({ route, index }) =>
			route === CREATE && index < answers
				? { cut: { afterBytes: 0, by: 'disconnect' } }
				: undefined,
	};
}

describe('a fault while a batch is created', () => {
	it('pays for no second job when the answer is lost', async () => {
		await against(losing(1), async (standIn) => {
			const { items } = await runBatch(standIn, 'create');

			expect(jsonOf(items)).toMatchObject([{ rows: 1, id: like(/./) }]);
			expect(countOf(standIn, 'POST', '/v1/batches')).toBe(1);
			expect(countOf(standIn, 'GET', '/v1/batches')).toBe(1);
		});
	});

	it('finds the job also when nothing may be repeated', async () => {
		await against(losing(1), async (standIn) => {
			const parameters = { requests: { maxRetries: 0 } };
			const { items } = await runBatch(standIn, 'create', { parameters });

			expect(jsonOf(items)).toMatchObject([{ rows: 1, id: like(/./) }]);
			expect(countOf(standIn, 'POST', '/v1/batches')).toBe(1);
		});
	});

	it('creates it again when the list shows that there is none', async () => {
		const broken: StandInOptions = {
			order: ({ route, index }) =>
				route === CREATE && index === 0 ? { ending: 'disconnect' } : undefined,
		};
		await against(broken, async (standIn) => {
			const { items } = await runBatch(standIn, 'create');

			expect(jsonOf(items)).toMatchObject([{ rows: 1, id: like(/./) }]);
			expect(countOf(standIn, 'POST', '/v1/batches')).toBe(2);
		});
	});

	it('names the input file when nobody can tell whether there is a job', async () => {
		const silent: StandInOptions = {
			order: ({ path }) => (path === '/v1/batches' ? { ending: 'disconnect' } : undefined),
		};
		await against(silent, async (standIn) => {
			const parameters = { requests: { maxRetries: 0 } };
			const { run } = await runBatch(standIn, 'create', { parameters });

			expect(run.error?.message).toMatch(
				/Whether there is a batch is not known: if there is, it has the input file file-/,
			);
			expect(run.error).toMatchObject({
				context: { details: { inputFileId: like(/^file-/), kind: 'network' } },
			});
		});
	});

	it('uploads the file again when the upload broke off', async () => {
		const broken: StandInOptions = {
			order: ({ route, index }) =>
				route === 'POST /v1/files/upload' && index === 0
					? { early: { afterBytes: 10, ending: 'disconnect' } }
					: undefined,
		};
		await against(broken, async (standIn) => {
			const { items } = await runBatch(standIn, 'create', {
				parameters: { messages: ASKS_ITEM },
				input: [{ text: 'x'.repeat(1_000_000) }],
			});

			expect(jsonOf(items)).toMatchObject([{ rows: 1, id: like(/./) }]);
		});
	});

	const second = {
		parameters: {
			model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
		},
		input: [{ model: LLAMA }, { model: QWEN }],
	};

	const refusing: StandInOptions = {
		order: ({ route, index }) => {
			const body = '{"error":"no","request_id":"r1"}';
			const headers = { 'content-type': 'application/json' };
			return route === CREATE && index === 1
				? { ending: { status: 400, headers, body } }
				: undefined;
		},
	};

	it('names the jobs that were created before, where the node must stop', async () => {
		await against(refusing, async (standIn) => {
			const { run } = await runBatch(standIn, 'create', second);

			expect(run.error?.message).toMatch(
				/^no\. These batches were created before and go on: [0-9a-f-]{36}\.$/,
			);
			expect(run.error).toMatchObject({
				context: {
					details: { batchIds: [like(/^[0-9a-f-]{36}$/)], status: 400, requestId: like(/./) },
				},
			});
		});
	});

	it('fails only the items of its job, where the node may go on', async () => {
		await against(refusing, async (standIn) => {
			const { items } = await runBatch(standIn, 'create', {
				...second,
				onError: 'continueRegularOutput',
			});

			expect(jsonOf(items)).toMatchObject([{ model: LLAMA, rows: 1 }, { error: like(/^no\./) }]);
			expect(items[1]?.pairedItem).toEqual({ item: 1 });
		});
	});
});
