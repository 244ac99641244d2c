import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { startStandIn, type StandIn } from '../../../sandbox/standIn';
import { jsonOf, runNode, type NodeRunOptions } from '../../support/runNode';

const E5 = 'intfloat/multilingual-e5-large-instruct';

describe('Model > Get Many', () => {
	let standIn: StandIn | undefined;

	afterEach(async () => {
		await standIn?.close();
		standIn = undefined;
	});

	async function run(parameters: INodeParameters, options: Partial<NodeRunOptions> = {}) {
		standIn ??= await startStandIn();
		return await runNode({
			baseUrl: standIn.url,
			parameters: { resource: 'model', operation: 'getMany', ...parameters },
			...options,
		});
	}

	/** A server with exactly these models. */
	async function listing(...models: IDataObject[]): Promise<void> {
		standIn = await startStandIn({
			interceptOther: ({ response }) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify(models));
				return true;
			},
		});
	}

	it('lists all models, each with its price and context', async () => {
		const { items } = await run({ returnAll: true });

		expect(items.length).toBeGreaterThan(5);
		expect(jsonOf(items)).toContainEqual({
			id: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
			type: 'chat',
			displayName: 'Meta Llama 3.3 70B Instruct Turbo',
			organization: 'Meta',
			contextLength: 131_072,
			pricing: { input: 1.04, output: 1.04 },
		});
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(items.map(() => ({ item: 0 })));
	});

	it('lists those of one type', async () => {
		const { items } = await run({ type: 'embedding' });
		expect(jsonOf(items).map(({ id }) => id)).toEqual([E5]);
	});

	it('lists no more than the limit', async () => {
		const { items } = await run({ limit: 2 });
		expect(items).toHaveLength(2);
	});

	it('answers every item as its own fields say, with one request for all', async () => {
		const { items } = await run(
			{ type: '={{ $json.type }}' },
			{ input: [{ type: 'embedding' }, { type: 'rerank' }, { type: 'no such type' }] },
		);

		expect(items.map(({ json, pairedItem }) => [json.type, pairedItem])).toEqual([
			['embedding', { item: 0 }],
			['rerank', { item: 1 }],
		]);
		expect(standIn?.requests.map(({ path }) => path)).toEqual(['/v1/models']);
	});

	it('tells what pictures, recordings and hours cost, and takes zeros there for no price', async () => {
		const free = { input: 0, output: 0, hourly: 0 };
		await listing(
			{ id: 'a/hour', type: 'chat', pricing: { ...free, hourly: 6.6 } },
			{ id: 'a/free', type: 'chat', pricing: free },
			{ id: 'a/image', type: 'image', pricing: { ...free, image: 0.04 } },
			{
				id: 'a/pixel',
				type: 'image',
				pricing: { ...free, image_pixel: { price_per_megapixel: 0.0027, min_steps: 4 } },
			},
			{ id: 'a/ear', type: 'transcribe', pricing: { transcribe: { price_per_minute: 0.0015 } } },
			{ id: 'a/film', type: 'video', pricing: free },
		);
		const { items } = await run({ returnAll: true });

		expect(jsonOf(items).map(({ pricing }) => pricing)).toEqual([
			{ hourly: 6.6 },
			{ input: 0, output: 0 },
			{ perImage: 0.04 },
			{ perMegapixel: 0.0027 },
			{ perMinute: 0.0015 },
			undefined,
		]);
	});

	it('asks again when the server is busy', async () => {
		standIn = await startStandIn({
			order: ({ index }) =>
				index === 0
					? { ending: { status: 503, headers: { 'retry-after': '0' }, body: '' } }
					: undefined,
		});
		const { items } = await run({ type: 'embedding' });
		expect(items).toHaveLength(1);
	});

	it('gives each item its own error when the node may go on', async () => {
		const { items } = await run(
			{ limit: '={{ $json.limit }}' },
			{ input: [{ limit: 1 }, { limit: 'many' }, { limit: 0 }], onError: 'continueRegularOutput' },
		);

		expect(jsonOf(items)).toMatchObject([
			{ type: 'chat' },
			{ error: 'Limit must be a number, but is "many".', details: { field: 'Limit' } },
			{ error: 'Limit must be 1 or more, but is 0.' },
		]);
	});

	it('gives every item the error of a list that cannot be read', async () => {
		standIn = await startStandIn({ apiKey: 'another key' });
		const { items } = await run(
			{},
			{ input: [{ n: 1 }, { n: 2 }], onError: 'continueRegularOutput' },
		);

		expect(items.map(({ json, pairedItem }) => [json.details, pairedItem])).toMatchObject([
			[{ status: 401, attempts: 1 }, { item: 0 }],
			[{ status: 401, attempts: 1 }, { item: 1 }],
		]);
		expect(standIn.requests).toHaveLength(1);
	});
});
