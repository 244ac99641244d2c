import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';
import { jsonOf, runNode, type NodeRunOptions } from '../../support/runNode';

const E5 = 'intfloat/multilingual-e5-large-instruct';
const GO_ON = { onError: 'continueRegularOutput' } as const;

/** Texts that can be told apart by their vectors. */
const texts = (count: number): IDataObject[] =>
	Array.from({ length: count }, (_, index) => ({ text: `text${index}` }));

describe('Embedding > Create', () => {
	let standIn: StandIn | undefined;

	afterEach(async () => {
		await standIn?.close();
		standIn = undefined;
	});

	async function serve(options: StandInOptions): Promise<void> {
		standIn = await startStandIn(options);
	}

	async function run(
		input: IDataObject[],
		options: Partial<NodeRunOptions> = {},
		parameters: INodeParameters = {},
	) {
		standIn ??= await startStandIn();
		return await runNode({
			baseUrl: standIn.url,
			parameters: {
				resource: 'embedding',
				operation: 'create',
				text: '={{ $json.text }}',
				...parameters,
			},
			input,
			...options,
		});
	}

	/** The texts of each request for embeddings. */
	function sent(): unknown[] {
		return (standIn?.requests ?? [])
			.filter(({ path }) => path === '/v1/embeddings')
			.map(({ body }) => (body as { input: unknown }).input);
	}

	/** Refuses requests that have one of these texts, as the server would refuse it. */
	const refusing = (status: number, ...bad: string[]): StandInOptions => ({
		intercept: ({ request, response }) => {
			const input = request['input'] as string[];
			if (!input.some((text) => bad.includes(text))) return false;
			response.writeHead(status, { 'content-type': 'application/json' });
			response.end(
				JSON.stringify({ error: { message: 'Bad text', type: 'invalid_request_error' } }),
			);
			return true;
		},
	});

	it('gives the vector of each item, paired, and the tokens of the request once', async () => {
		const { items } = await run([{ text: 'the cat' }, { text: 'the dog' }]);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 1 }]);
		const [cat, dog] = jsonOf(items);
		expect(Object.keys(cat ?? {})).toEqual(['embedding', 'dimensions', 'model', 'tokenUsage']);
		expect(Object.keys(dog ?? {})).toEqual(['embedding', 'dimensions', 'model']);
		expect(cat).toMatchObject({
			dimensions: 1024,
			model: E5,
			tokenUsage: { promptTokens: 4, totalTokens: 4 },
		});
		expect(cat?.embedding).toHaveLength(1024);
		expect(cat?.embedding).not.toEqual(dog?.embedding);
	});

	it('sends only what the API knows', async () => {
		await run([{ text: 'the cat' }]);
		expect(standIn?.requests.map(({ path, body }) => [path, body])).toEqual([
			['/v1/embeddings', { model: E5, input: ['the cat'] }],
		]);
	});

	it('asks for 100 texts at a time, and keeps their order', async () => {
		const { items } = await run(texts(250));
		const alone = await run([{ text: 'text137' }]);

		expect(sent().map((input) => (input as string[]).length)).toEqual([100, 100, 50, 1]);
		expect(items).toHaveLength(250);
		expect(items[137]?.json.embedding).toEqual(alone.items[0]?.json.embedding);
	});

	it('asks each model for its own texts', async () => {
		const model = { __rl: true, mode: 'id', value: '={{ $json.model }}' };
		const { items } = await run(
			['sandbox/one', 'sandbox/two', 'sandbox/one'].map((name, n) => ({
				model: name,
				text: `${n}`,
			})),
			{},
			{ model },
		);

		expect(sent()).toEqual(expect.arrayContaining([['0', '2'], ['1']]));
		expect(jsonOf(items).map((json) => json.model)).toEqual([
			'sandbox/one',
			'sandbox/two',
			'sandbox/one',
		]);
	});

	it('writes an instruction before a query', async () => {
		await run([{ text: 'the cat' }], {}, { options: { queryInstruction: 'Find animals' } });
		expect(sent()).toEqual([['Instruct: Find animals\nQuery: the cat']]);
	});

	it('takes base64 for numbers', async () => {
		const { items: numbers } = await run([{ text: 'the cat' }]);
		await standIn?.close();
		await serve({ embeddingsAsBase64: true });
		const { items } = await run([{ text: 'the cat' }]);

		const given = numbers[0]?.json.embedding as number[];
		expect(items[0]?.json.embedding).toEqual(given.map(Math.fround));
	});

	it('repairs a text that was cut inside a character', async () => {
		await run([{ text: '😀'.slice(0, 1) + ' and 😀' }]);
		expect(sent()).toEqual([['\ufffd and 😀']]);
	});

	it.each([400, 413, 422])(
		'fails only the texts that the server refuses with %i',
		async (status) => {
			await serve(refusing(status, 'text3', 'text60'));
			const { items } = await run(texts(100), GO_ON);

			const failed = jsonOf(items).flatMap((json, index) => (json.error ? [index] : []));
			expect(failed).toEqual([3, 60]);
			expect(items[3]?.json).toMatchObject({ details: { status, attempts: 1 } });
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map((_, item) => ({ item })));
		},
	);

	it('names the item whose text the server refuses when the node stops at errors', async () => {
		await serve(refusing(400, 'text7'));
		const { error } = await run(texts(10));
		expect(error).toMatchObject({ message: 'Bad text', context: { itemIndex: 7 } });
	});

	it('splits nothing when the server refuses all it is asked', async () => {
		await serve({ apiKey: 'another key' });
		const { items } = await run(texts(8), GO_ON);
		expect(sent()).toHaveLength(1);
		expect(jsonOf(items).map(({ details }) => details)).toMatchObject(
			texts(8).map(() => ({ status: 401 })),
		);
	});

	it.each([
		{ model: 'openai/gpt-oss-120b', type: 'chat' },
		{ model: 'mixedbread-ai/Mxbai-Rerank-Large-V2', type: 'rerank' },
	])('says that $model is no embedding model, and asks once', async ({ model, type }) => {
		const { items } = await run(texts(8), GO_ON, {
			model: { __rl: true, mode: 'id', value: model },
		});

		expect(sent()).toHaveLength(1);
		expect(items[5]?.json).toMatchObject({
			error: `${model} is a model of type ${type}, not of type embedding. Pick a model from the list of the field: it shows those that fit.`,
			details: { status: 400, code: 'wrong_model_type', attempts: 1 },
		});
	});

	it('keeps the words of the server for a model that nobody knows', async () => {
		const model = { __rl: true, mode: 'id', value: 'no/such' };
		const { items } = await run(texts(3), GO_ON, { model });
		expect(sent()).toHaveLength(1);
		expect(items[0]?.json.error).toMatch(/^Unable to access model no\/such/);
	});

	it.each([
		{ what: 'an empty text', bad: '', says: 'Text is empty' },
		{ what: 'blanks', bad: ' \n', says: 'Text is empty' },
		{ what: 'nothing', bad: null, says: 'Text is empty' },
		{ what: 'a number', bad: 42, says: 'Text must be a text, but is 42' },
		{ what: 'a list', bad: ['a'], says: 'Text must be a text, but is a list' },
		{ what: 'an object', bad: { a: 1 }, says: 'Text must be a text, but is an object' },
	])('refuses $what before it is sent, and does the others', async ({ bad, says }) => {
		const { items } = await run([{ text: 'one' }, { text: bad }, { text: 'three' }], GO_ON);

		expect(sent()).toEqual([['one', 'three']]);
		expect(jsonOf(items)).toMatchObject([
			{ dimensions: 1024 },
			{ error: expect.stringContaining(`${says}.`) as unknown, details: { field: 'Text' } },
			{ dimensions: 1024 },
		]);
	});

	it('sends nothing when the node stops at errors and a text is empty', async () => {
		const { error } = await run([{ text: 'one' }, { text: '' }]);
		expect(error).toMatchObject({ message: 'Text is empty', context: { itemIndex: 1 } });
		expect(sent()).toEqual([]);
	});

	it('refuses an empty model', async () => {
		const model = { __rl: true, mode: 'id', value: '={{ $json.model }}' };
		const { items } = await run([{ text: 'one', model: '' }], GO_ON, { model });
		expect(items[0]?.json).toMatchObject({ error: 'Model is empty.', details: { field: 'Model' } });
	});

	it('gives every item the error of a credential that cannot be used', async () => {
		const { items } = await run(texts(2), { ...GO_ON, apiKey: ' ' });
		expect(jsonOf(items).map(({ details }) => details)).toMatchObject([
			{ field: 'API Key' },
			{ field: 'API Key' },
		]);
	});

	it('refuses vectors of another length than those before', async () => {
		let requests = 0;
		await serve({
			intercept: ({ request, response }) => {
				const embedding = requests++ === 0 ? [1, 2] : [1];
				const data = (request['input'] as string[]).map((_, index) => ({ index, embedding }));
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ data }));
				return true;
			},
		});
		const { items } = await run(texts(150), GO_ON, { requests: { maxConcurrency: 1 } });

		expect(items[99]?.json).toMatchObject({ embedding: [1, 2], dimensions: 2 });
		expect(items[100]?.json.error).toMatch(
			/^The answer has vectors of 1 numbers, but those before it had 2\./,
		);
	});

	it('loses nothing at a server that throttles', async () => {
		await serve({ maxInFlight: 2, latencyMs: 5, resetSeconds: 0 });
		const { items } = await run(texts(1_000), GO_ON);
		expect(jsonOf(items).filter(({ dimensions }) => dimensions === 1024)).toHaveLength(1_000);
	});

	it('says which answers are no embeddings', async () => {
		await serve({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/html' });
				response.end('<p>Welcome</p>');
				return true;
			},
		});
		const { items } = await run(texts(1), GO_ON);
		expect(items[0]?.json.error).toMatch(
			/^The server answered 200 with something that is not a list of embeddings \(text\/html\): Welcome/,
		);
	});

	it('reports the tokens of the run', async () => {
		const { metadata } = await run([{ text: 'the cat' }]);
		expect(metadata).toMatchObject({ tokenUsage: { inputTokens: 2, outputTokens: 0 } });
	});

	it('warns of texts that are longer than the model reads', async () => {
		const english = 'word '.repeat(400);
		const chinese = '汉'.repeat(900);
		const fits = 'word '.repeat(300);
		const { hints } = await run([{ text: english }, { text: chinese }, { text: fits }]);

		expect(hints.map(({ type, message }) => [type, message])).toEqual([
			[
				'warning',
				'2 of 3 texts are probably longer than the 514 tokens that this model reads (about 1,600 characters of English). The vector leaves out what comes after. Split texts into smaller pieces before.',
			],
		]);
		expect(sent()).toEqual([[english, chinese, fits]]);
	});
});
