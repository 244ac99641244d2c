import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';
import { runNode, jsonOf, type NodeRunOptions } from '../../support/runNode';

const GO_ON = { onError: 'continueRegularOutput' } as const;
const modelId = (value: string) => ({ __rl: true, mode: 'id', value });

const ANIMALS = [{ text: 'dogs bark' }, { text: 'cats sleep all day' }, { text: 'cats purr' }];

describe('Document > Rerank', () => {
	let standIn: StandIn | undefined;

	afterEach(async () => {
		await standIn?.close();
		standIn = undefined;
	});

	const form = (parameters: INodeParameters): INodeParameters => ({
		resource: 'document',
		operation: 'rerank',
		model: modelId('sandbox/reranker'),
		query: 'cats sleep',
		text: '={{ $json.text }}',
		...parameters,
	});

	async function run(
		input: IDataObject[],
		parameters: INodeParameters = {},
		options: Partial<NodeRunOptions> & { server?: StandInOptions } = {},
	) {
		standIn ??= await startStandIn(options.server);
		return await runNode({
			baseUrl: standIn.url,
			parameters: form(parameters),
			input,
			...options,
		});
	}

	const sent = () => (standIn?.requests ?? []).filter(({ path }) => path === '/v1/rerank');

	it('gives the items, best first, with their scores', async () => {
		const input = [{ text: 'dogs bark', metadata: { source: 'a.txt' } }, ...ANIMALS.slice(1)];
		const { items } = await run(input);

		expect(items).toMatchObject([
			{
				json: { text: 'cats sleep all day', metadata: { relevanceScore: 1 } },
				pairedItem: { item: 1 },
			},
			{ json: { text: 'cats purr', metadata: { relevanceScore: 0.5 } }, pairedItem: { item: 2 } },
			{
				json: { text: 'dogs bark', metadata: { source: 'a.txt', relevanceScore: 0 } },
				pairedItem: { item: 0 },
			},
		]);
		expect(sent().map(({ body }) => body)).toEqual([
			{
				model: 'sandbox/reranker',
				query: 'cats sleep',
				documents: ['dogs bark', 'cats sleep all day', 'cats purr'],
				top_n: 3,
			},
		]);
	});

	it('leaves what came in as it was', async () => {
		const metadata = { source: 'a.txt' };
		const { run: whole } = await run([{ text: 'cats', metadata }]);
		const [start] = whole.nodes['Start'] ?? [];
		expect(start?.data?.main?.[0]?.[0]?.json).toEqual({
			text: 'cats',
			metadata: { source: 'a.txt' },
		});
	});

	it('keeps as many as are wanted', async () => {
		const { items } = await run(ANIMALS, { topN: 1 });
		expect(jsonOf(items).map(({ text }) => text)).toEqual(['cats sleep all day']);
	});

	it('ranks the items of each query for themselves, in the order of the queries', async () => {
		const { items } = await run(
			[
				{ query: 'dogs', text: 'cats purr' },
				{ query: 'cats', text: 'dogs bark' },
				{ query: 'dogs', text: 'dogs bark' },
				{ query: 'cats', text: 'cats purr' },
			],
			{ query: '={{ $json.query }}' },
		);

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[2, 0, 3, 1].map((item) => ({ item })),
		);
		expect(sent()).toHaveLength(2);
	});

	it('keeps the files of an item', async () => {
		standIn = await startStandIn();
		const file = { data: 'aGk=', mimeType: 'text/plain' };
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: form({}),
			items: [{ json: { text: 'cats' }, binary: { data: file } }],
		});
		expect(items[0]?.binary).toMatchObject({ data: file });
	});

	it.each(['mixedbread-ai/Mxbai-Rerank-Large-V2', 'no/such'])(
		'says that it needs a dedicated endpoint: %s',
		async (model) => {
			const { items } = await run(ANIMALS, { model: modelId(model) }, GO_ON);

			expect(items).toHaveLength(3);
			expect(jsonOf(items)).toMatchObject(
				ANIMALS.map(() => ({
					error: expect.stringMatching(
						/^Unable to access .* Reranking needs a dedicated endpoint: start one for a rerank model at api\.together\.ai and enter its name as Model\.$/,
					) as unknown,
				})),
			);
			expect(sent()).toHaveLength(1);
		},
	);

	it('says that a chat model ranks nothing', async () => {
		const { error } = await run(ANIMALS, { model: modelId('openai/gpt-oss-120b') });
		expect(error).toMatchObject({
			message: 'openai/gpt-oss-120b is a model of type chat, not of type rerank',
		});
	});

	it.each([
		{ bad: { text: '' }, message: 'Text is empty', field: 'Text' },
		{ bad: { text: 7 }, message: 'Text must be a text, but is 7', field: 'Text' },
		{ bad: { text: 'a', query: ' ' }, message: 'Query is empty', field: 'Query' },
		{ bad: { text: 'a', topN: -1 }, message: 'Top N must be 0 or more, but is -1', field: 'Top N' },
		{ bad: { text: 'a', model: '' }, message: 'Model is empty', field: 'Model' },
	])(
		'gives an item its own error, behind the others: $message',
		async ({ bad, message, field }) => {
			const good = { text: 'cats', query: 'cats', topN: 0, model: 'sandbox/reranker' };
			const { items } = await run(
				[{ ...good, ...bad }, good],
				{
					query: '={{ $json.query }}',
					topN: '={{ $json.topN }}',
					model: modelId('={{ $json.model }}'),
				},
				GO_ON,
			);

			expect(items).toMatchObject([
				{ json: { metadata: { relevanceScore: 1 } }, pairedItem: { item: 1 } },
				{
					json: { error: expect.stringContaining(`${message}.`) as unknown, details: { field } },
					pairedItem: { item: 0 },
				},
			]);
		},
	);

	it('takes a model that is not set for none', async () => {
		const { error } = await run(ANIMALS, { model: { __rl: true, mode: 'id', value: '' } });
		expect(JSON.stringify(error)).toMatch(/Model/);
		expect(sent()).toEqual([]);
	});
});
