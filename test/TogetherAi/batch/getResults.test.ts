import {
	startStandIn,
	type RowFate,
	type StandIn,
	type StandInOptions,
} from '../../../sandbox/standIn';
import { countOf, endedBatch, runBatch } from '../../support/runBatch';
import { jsonOf, type NodeRunOptions } from '../../support/runNode';

const LLAMA = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const TEXTS = ['zero', 'one', 'two', 'three'];

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

/** Runs a job to its end and gets its results. */
async function results(
	options: StandInOptions,
	{
		create = {},
		get = {},
		texts = TEXTS,
	}: { create?: Omit<NodeRunOptions, 'baseUrl'>; get?: object; texts?: string[] } = {},
) {
	return await against(options, async (standIn) => {
		const batchId = await endedBatch(standIn, texts, create);
		const before = standIn.requests.length;
		const { items, run, hints } = await runBatch(standIn, 'getResults', {
			parameters: { batchId, ...get },
			onError: 'continueRegularOutput',
		});
		const asked = standIn.requests.slice(before).map(({ path }) => path.split('/')[2]);
		return { items, json: jsonOf(items), run, hints, batchId, asked };
	});
}

describe('Get Batch Results', () => {
	it('gives the answers in the order of the items, in the shape of chat', async () => {
		const { items, json, asked } = await results({});

		expect(json).toEqual(
			TEXTS.map((text, at) => ({
				customId: String(at),
				text: like(new RegExp(`"${text}"`)),
				finishReason: 'stop',
				model: LLAMA,
				id: like(/^br_/),
				tokenUsage: anything,
			})),
		);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(TEXTS.map(() => ({ item: 0 })));
		expect(asked).toEqual(['batches', 'files', 'files']);
	});

	const FATES: RowFate[] = ['answered', 'refused', 'missing', 'unread'];

	it('gives each row exactly one outcome', async () => {
		const { json, batchId } = await results({ batch: { row: (_, position) => FATES[position] } });

		expect(json).toEqual([
			expect.objectContaining({ customId: '0', text: anything }),
			{
				error: like(/^Row "1": The request was refused\./),
				details: {
					attempts: 0,
					kind: 'reported',
					code: 'batch_client_error',
					requestId: like(/^br_/),
					customId: '1',
					batchId,
				},
			},
			{
				error: like(
					/^Row "2": The result of this row cannot be read: line 1 of the results file is not JSON/,
				),
				details: { attempts: 0, batchStatus: 'COMPLETED', customId: '2', batchId },
			},
			{ error: like(/^Row "3": .*line 1/), details: anything },
		]);
	});

	it('gives the failed rows to the error output', async () => {
		await against({ batch: { row: (_, at) => FATES[at] } }, async (standIn) => {
			const batchId = await endedBatch(standIn, TEXTS);
			const { outputs } = await runBatch(standIn, 'getResults', {
				parameters: { batchId },
				onError: 'continueErrorOutput',
			});
			expect(outputs.map((items) => items.length)).toEqual([1, 3]);
		});
	});

	it.each([
		{ status: 'COMPLETED', why: 'The batch ended without a result for this row' },
		{ status: 'CANCELLED', why: 'The batch was cancelled before this row was answered' },
		{ status: 'EXPIRED', why: 'The batch ran out of time before this row was answered' },
	])('gives the rows that never came of a job that is $status', async ({ status, why }) => {
		const { json } = await results({
			batch: { jobStatus: () => status, row: (_, at) => (at === 1 ? 'missing' : 'answered') },
		});

		expect(json).toHaveLength(4);
		expect(json[1]).toMatchObject({ error: like(new RegExp(`^Row "1": ${why}\\.`)) });
		expect(json.filter(({ text }) => text !== undefined)).toHaveLength(3);
	});

	it('gives every row of a job that left no file', async () => {
		const { json } = await results({ batch: { row: () => 'missing' } });
		expect(json.map(({ error }) => error)).toEqual(TEXTS.map(() => like(/without a result/)));
	});

	it('gives every row of a job that failed as a whole, with why it did', async () => {
		const model = { __rl: true, mode: 'id', value: 'deepseek-ai/DeepSeek-R1' };
		const { json } = await results(
			{ batch: { jobStatus: () => 'FAILED' } },
			{ create: { parameters: { model } } },
		);

		expect(json.map(({ error }) => error)).toEqual(
			TEXTS.map((_, at) => like(new RegExp(`^Row "${at}": The batch failed: .+\\. .+`))),
		);
	});

	it('says that a results file is gone, row by row', async () => {
		const { json } = await results({
			batch: {
				loseFile: (kind) => kind === 'output',
				row: (_, at) => (at === 3 ? 'refused' : 'answered'),
			},
		});

		expect(json.map(({ error }) => error)).toEqual([
			...TEXTS.slice(1).map(() => like(/The results file file-\S+ of the batch is gone/)),
			like(/The request was refused/),
		]);
	});

	it('goes on without the input file, and says what is missing', async () => {
		const { json, hints } = await results({
			batch: { loseFile: (kind) => kind === 'input', row: (_, at) => FATES[at] },
		});

		expect(json).toEqual([
			expect.objectContaining({ customId: '0' }),
			{ error: like(/^Row "1": The request was refused/), details: anything },
			{ error: like(/^Row: The result of this row cannot be read/), details: anything },
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			like(/^The input file of the batch \S+ is gone/),
		]);
	});

	it('fails when all files are gone', async () => {
		const { json } = await results({ batch: { loseFile: () => true } });
		expect(json).toEqual([
			{ error: like(/^The results file \S+ of the batch is gone/), details: anything },
		]);
	});

	it('says that a job has not ended', async () => {
		const { json, batchId } = await results({ batch: { jobStatus: () => 'IN_PROGRESS' } });
		expect(json).toEqual([
			{
				error: like(/^The batch \S+ has not ended yet \(IN_PROGRESS, 0 %\)\. Ask again later/),
				details: { attempts: 0, batchId, batchStatus: 'IN_PROGRESS' },
			},
		]);
	});

	it('parses and checks the JSON that was asked for', async () => {
		const parameters = {
			responseFormat: 'jsonSchema',
			jsonSchemaType: 'manual',
			jsonSchema: '{"type":"object","required":["n"],"properties":{"n":{"type":"number"}}}',
		};
		const reply = (_: unknown, index: number) => (index === 1 ? '{"n":"one"}' : `{"n":${index}}`);
		const { json } = await results({ reply }, { create: { parameters } });

		expect(json).toMatchObject([
			{ customId: '0', data: { n: 0 } },
			{
				error: like(/^Row "1": The answer does not fit the schema/),
				details: { customId: '1', text: '{"n":"one"}' },
			},
			{ data: { n: 2 } },
			{ data: { n: 3 } },
		]);
	});

	it('splits choices, reasoning and tool calls as chat does, and hints at cut-off answers', async () => {
		const parameters = {
			model: { __rl: true, mode: 'id', value: 'openai/gpt-oss-120b' },
			maxTokens: 5,
			options: { choices: 2 },
		};
		const { json, hints } = await results({}, { create: { parameters }, texts: ['Hi'] });

		expect(json).toMatchObject([
			{ customId: '0', choiceIndex: 0, reasoning: like(/./), finishReason: 'length' },
			{ customId: '0', choiceIndex: 1, finishReason: 'length' },
		]);
		expect(json[1]).not.toHaveProperty('tokenUsage');
		expect(hints.map(({ message }) => message)).toEqual([like(/are empty: reasoning used up/)]);
	});

	it('adds what was asked, and what it cost with the discount of a batch', async () => {
		const get = { options: { includeRequest: true, includeCost: true } };
		const { json } = await results({}, { get, texts: ['Hello'] });

		expect(json).toMatchObject([
			{
				messages: [
					{ role: 'user', content: 'Hello' },
					{ role: 'assistant', content: json[0]?.['text'] },
				],
			},
		]);
		const { promptTokens, completionTokens } = json[0]?.['tokenUsage'] as Record<string, number>;
		const total = ((promptTokens ?? 0) + (completionTokens ?? 0)) * 0.52e-6;
		expect(json[0]?.['cost']).toMatchObject({ total: Number(total.toFixed(10)), currency: 'USD' });
	});

	it("gives the API's own object where that is wanted", async () => {
		const { json } = await results({}, { get: { simplify: false }, texts: ['Hello'] });
		expect(json).toMatchObject([{ customId: '0', object: 'chat.completion', choices: [anything] }]);
	});

	it('reads a file again that broke off', async () => {
		const cut: StandInOptions = {
			order: ({ route, index }) =>
				route === 'GET /v1/files/:id/content' && index === 1
					? { cut: { afterBytes: 700, by: 'disconnect' } }
					: undefined,
		};
		const { json, asked } = await results(cut);
		expect(json.map(({ customId }) => customId)).toEqual(['0', '1', '2', '3']);
		expect(asked).toEqual(['batches', 'files', 'files', 'files']);
	});

	it('says that there is no such batch', async () => {
		await against({}, async (standIn) => {
			const { run } = await runBatch(standIn, 'getResults', { parameters: { batchId: 'none' } });
			expect(run.error?.message).toBe('There is no batch none');
			expect(countOf(standIn, 'GET', '/v1/batches/none')).toBe(1);
		});
	});
});
