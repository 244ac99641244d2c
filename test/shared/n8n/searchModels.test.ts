import { searchModels as search } from '../../support/searchModels';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

describe('the list of models', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	it('shows chat models only, with context length and prices, in order of their names', async () => {
		const { results } = await search(standIn.url);

		const names = results.map(({ name }) => name);
		expect(names).toEqual([...names].sort((a, b) => a.localeCompare(b)));
		expect(results).toContainEqual({
			name: 'Meta Llama 3.3 70B Instruct Turbo (131K, $1.04 / $1.04)',
			value: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
		});
		expect(results.map(({ value }) => value)).not.toContain(
			'intfloat/multilingual-e5-large-instruct',
		);
	});

	it('shows embedding models only, with what they read and its price', async () => {
		const { results } = await search(standIn.url, 'e5', {}, 'searchEmbeddingModels');
		expect(results).toEqual([
			{
				name: 'Multilingual E5 Large Instruct (514, $0.020)',
				value: 'intfloat/multilingual-e5-large-instruct',
			},
		]);
		expect(await search(standIn.url, 'llama', {}, 'searchEmbeddingModels')).toEqual({
			results: [],
		});
	});

	it('shows rerank models only', async () => {
		const { results } = await search(standIn.url, '', {}, 'searchRerankModels');
		expect(results).toEqual([
			{
				name: 'Mxbai Rerank Large V2 (33K, $0.10)',
				value: 'mixedbread-ai/Mxbai-Rerank-Large-V2',
			},
		]);
	});

	it.each(['LLAMA 3.3', 'meta-llama/llama-3.3', '  llama 3.3 '])(
		'finds a model by a part of its name or ID: %s',
		async (filter) => {
			const { results } = await search(standIn.url, filter);

			expect(results.map(({ value }) => value)).toEqual([
				'meta-llama/Llama-3.3-70B-Instruct-Turbo',
			]);
		},
	);

	it('finds nothing for a filter that fits no model', async () => {
		expect(await search(standIn.url, 'no such model')).toEqual({ results: [] });
	});

	it('takes the list of a server that follows OpenAI', async () => {
		const openAi = await startStandIn({
			interceptOther: ({ response }) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end('{"object":"list","data":[{"id":"local/model","object":"model"}]}');
				return true;
			},
		});
		const { results } = await search(openAi.url);
		await openAi.close();

		expect(results).toEqual([{ name: 'local/model', value: 'local/model' }]);
	});

	it.each([
		{
			what: 'by the token',
			pricing: { hourly: 0, input: 0.06, output: 1.04 },
			price: '$0.060 / $1.04',
		},
		{ what: 'nothing', pricing: { hourly: 0, input: 0, output: 0 }, price: 'free / free' },
		{ what: 'by the hour', pricing: { hourly: 6.6, input: 0, output: 0 }, price: '$6.60/hour' },
	])('tells what is paid: $what', async ({ pricing, price }) => {
		const one = { id: 'a/b', type: 'chat', display_name: 'B', context_length: 8192, pricing };
		const priced = await startStandIn({
			interceptOther: ({ response }) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify([one]));
				return true;
			},
		});
		const { results } = await search(priced.url);
		await priced.close();

		expect(results).toEqual([{ name: `B (8K, ${price})`, value: 'a/b' }]);
	});

	it('says why there is no list', async () => {
		const locked = await startStandIn({ apiKey: 'another key' });
		await expect(search(locked.url)).rejects.toMatchObject({
			httpCode: '401',
			description: 'Check the API key in the Together AI credential.',
		});
		await locked.close();
	});
});
