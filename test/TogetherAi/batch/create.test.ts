import { startStandIn, type StandIn } from '../../../sandbox/standIn';
import { ASKS_ITEM, countOf, runBatch, uploadedRows } from '../../support/runBatch';
import { jsonOf } from '../../support/runNode';

const LLAMA = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const QWEN = 'Qwen/Qwen3.5-9B';

const anything: unknown = expect.anything();
const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

describe('Create a Batch', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	it('makes one job of all items, and gives it paired with them', async () => {
		const { items, run } = await runBatch(standIn, 'create', {
			parameters: { messages: ASKS_ITEM, options: { seed: 7 } },
			input: [{ text: 'One\nline "quoted" 👩‍🚀\u2028' }, { text: 'Two' }],
		});

		expect(run.error).toBeUndefined();
		expect(jsonOf(items)).toEqual([
			{
				id: anything,
				status: 'VALIDATING',
				model: LLAMA,
				rows: 2,
				inputFileId: like(/^file-/),
				endpoint: '/v1/chat/completions',
				progress: 0,
				createdAt: like(/^\d{4}-/),
				deadline: like(/^\d{4}-/),
			},
		]);
		expect(items[0]?.pairedItem).toEqual([{ item: 0 }, { item: 1 }]);
		const body = { model: LLAMA, temperature: 0.7, max_tokens: 2048, seed: 7 };
		expect(await uploadedRows(standIn)).toEqual([
			[
				{
					custom_id: '0',
					body: {
						...body,
						messages: [{ role: 'user', content: 'One\nline "quoted" 👩‍🚀\u2028' }],
					},
				},
				{ custom_id: '1', body: { ...body, messages: [{ role: 'user', content: 'Two' }] } },
			],
		]);
		expect(standIn.requests.at(-1)?.body).toEqual({
			endpoint: '/v1/chat/completions',
			input_file_id: items[0]?.json['inputFileId'],
			completion_window: '24h',
		});
	});

	it('makes a job for each model, with the Custom IDs of the form', async () => {
		const { items } = await runBatch(standIn, 'create', {
			parameters: {
				customId: '={{ $json.key }}',
				model: { __rl: true, mode: 'id', value: '={{ $json.model }}' },
			},
			input: [
				{ key: 'a', model: QWEN },
				{ key: 17, model: LLAMA },
				{ key: '', model: QWEN },
			],
		});

		expect(jsonOf(items)).toMatchObject([
			{ model: QWEN, rows: 2 },
			{ model: LLAMA, rows: 1 },
		]);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
			[{ item: 0 }, { item: 2 }],
			[{ item: 1 }],
		]);
		const rows = await uploadedRows(standIn);
		expect(rows).toMatchObject([[{ custom_id: 'a' }, { custom_id: '2' }], [{ custom_id: '17' }]]);
	});

	const BAD_ITEMS = [
		{
			name: 'a Custom ID that is too long',
			bad: { key: 'x'.repeat(65), text: 'Hi' },
			message: 'Custom ID has 65 characters, and the API takes 64',
		},
		{
			name: 'a Custom ID twice',
			bad: { key: 'good', text: 'Hi' },
			message: 'Custom ID "good" is also that of item 0',
		},
		{
			name: 'a Custom ID that is an object',
			bad: { key: { a: 1 }, text: 'Hi' },
			message: 'Custom ID must be a text or a number, but is an object',
		},
		{
			name: 'no text',
			bad: { key: 'b', text: '' },
			message: 'Messages has no content in message 1',
		},
		{
			name: 'a row that is too large',
			bad: { key: 'b', text: 'x'.repeat(11_000_000) },
			message: 'make a row of 11.0 MB, and a batch takes 10 MB for each',
		},
	];

	describe.each(BAD_ITEMS)('an item with $name', ({ bad, message }) => {
		const parameters = { messages: ASKS_ITEM, customId: '={{ $json.key }}' };
		const input = [{ key: 'good', text: 'Hello' }, bad];

		it('stops before anything is uploaded', async () => {
			const { run } = await runBatch(standIn, 'create', { parameters, input });

			expect(run.error?.message).toContain(message);
			expect(standIn.requests).toEqual([]);
		});

		it('is left out where the node may go on', async () => {
			const { items } = await runBatch(standIn, 'create', {
				parameters,
				input,
				onError: 'continueRegularOutput',
			});

			expect(jsonOf(items)).toMatchObject([
				{ rows: 1, status: 'VALIDATING' },
				{ error: expect.stringContaining(message) as unknown },
			]);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([[{ item: 0 }], { item: 1 }]);
			expect(await uploadedRows(standIn)).toMatchObject([[{ custom_id: 'good' }]]);
		});
	});

	it('sends nothing when all items are bad', async () => {
		const { items } = await runBatch(standIn, 'create', {
			parameters: { messages: { values: [] } },
			input: [{}, {}],
			onError: 'continueRegularOutput',
		});

		expect(jsonOf(items)).toMatchObject([
			{ error: like(/^Messages has no message/) },
			{ error: like(/^Messages has no message/) },
		]);
		expect(standIn.requests).toEqual([]);
	});

	it('puts errors last where n8n would retry the node, and so pay for the jobs again', async () => {
		const { items } = await runBatch(standIn, 'create', {
			parameters: { messages: ASKS_ITEM },
			input: [{ text: '' }, { text: 'Hello' }],
			onError: 'continueRegularOutput',
			nodeSettings: { retryOnFail: true, maxTries: 2, waitBetweenTries: 0 },
		});

		expect(jsonOf(items)).toMatchObject([{ rows: 1 }, { error: like(/^Messages/) }]);
		expect(countOf(standIn, 'POST', '/v1/batches')).toBe(1);
	});
});
