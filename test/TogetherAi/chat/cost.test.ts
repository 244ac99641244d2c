import type { INodeParameters } from 'n8n-workflow';

import { modelListsRead } from '../../support/chatRequests';
import { runNode, freshKey, jsonOf } from '../../support/runNode';
import { inTurn, scripted, USAGE } from '../../support/script';
import { MODELS, startStandIn, type StandIn, type StandInOptions } from '../../../sandbox/standIn';

const INCLUDED: INodeParameters = { options: { includeCost: true } };
const model = (value: string) => ({ __rl: true, mode: 'id', value });

/** 10 tokens in and 5 out, at 1.04 USD per million. */
const COST = { total: 0.0000156, input: 0.0000104, output: 0.0000052, currency: 'USD' };

let standIn: StandIn;

async function start(options: StandInOptions = {}): Promise<void> {
	standIn = await startStandIn({ intercept: scripted(() => ({ content: 'Hi' })), ...options });
}

afterEach(async () => {
	await standIn.close();
});

describe.each(['on', 'off'])('the cost of an answer, streaming %s', (streaming) => {
	it('is in the item and in a hint', async () => {
		await start();
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...INCLUDED, requests: { streaming } },
			items: [{ json: {} }, { json: {} }],
		});
		expect(jsonOf(items).map(({ cost }) => cost)).toEqual([COST, COST]);
		expect(hints).toMatchObject([
			{
				message: 'This run used 30 tokens and cost $0.0000312.',
				type: 'info',
				location: 'outputPane',
			},
		]);
	});
});

it('is in the raw answer as well', async () => {
	await start();
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...INCLUDED, simplify: false },
	});
	expect(jsonOf(items)).toMatchObject([{ usage: USAGE, cost: COST }]);
});

it('is on the first of several choices only', async () => {
	await start({ intercept: inTurn([{ content: 'A' }, { content: 'B' }]) });
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { options: { includeCost: true, choices: 2 } },
	});
	expect(jsonOf(items).map(({ cost }) => cost)).toEqual([COST, undefined]);
});

it('counts cached input at its own price', async () => {
	const usage = { ...USAGE, prompt_tokens_details: { cached_tokens: 8 } };
	await start({
		intercept: ({ response }) => {
			const choices = [{ index: 0, finish_reason: 'stop', message: { content: 'Hi' } }];
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ id: 'o', model: 'moonshotai/Kimi-K3', choices, usage }));
			return true;
		},
	});
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...INCLUDED, model: model('moonshotai/Kimi-K3') },
	});
	expect(jsonOf(items)[0]?.cost).toEqual({
		total: 0.0000186,
		input: 0.0000036,
		output: 0.000015,
		currency: 'USD',
	});
});

it('counts all requests an answer took', async () => {
	await start({ intercept: inTurn({ content: 'no' }, { content: '{}' }) });
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: {
			responseFormat: 'jsonObject',
			options: { includeCost: true, repairAnswer: true },
		},
	});
	expect(jsonOf(items)[0]?.cost).toEqual({
		total: 0.0000312,
		input: 0.0000208,
		output: 0.0000104,
		currency: 'USD',
	});
});

it('is left out for a model without a price, and the hint says so', async () => {
	await start();
	const { items, hints } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...INCLUDED, model: { ...model('={{ $json.model }}') } },
		items: ['zai-org/GLM-5.3', 'openai/gpt-oss-120b', 'sandbox/my-endpoint'].map((id) => ({
			json: { model: id },
		})),
	});
	expect(jsonOf(items).map(({ cost }) => cost)).toEqual([
		undefined,
		{ total: 0.0000045, input: 0.0000015, output: 0.000003, currency: 'USD' },
		undefined,
	]);
	expect(hints.map(({ message }) => message)).toEqual([
		'This run used 45 tokens and cost at least $0.0000045. No price is known for 2 of 3 answers.',
	]);
});

it('is unknown for models that are paid by the hour, and nothing for free ones', async () => {
	const byTheHour = { hourly: 6.6, input: 0, output: 0 };
	const list = [
		{ id: 'paid/hourly', type: 'chat', pricing: byTheHour },
		{ id: 'not/paid', type: 'chat', pricing: { ...byTheHour, hourly: 0 } },
	];
	await start({
		interceptOther: ({ response }) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify(list));
			return true;
		},
	});
	const ask = async (id: string, count: number) => {
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...INCLUDED, model: model(id) },
			items: Array.from({ length: count }, () => ({ json: {} })),
		});
		return [jsonOf(items)[0]?.cost, hints.map(({ message }) => message)];
	};
	expect(await ask('paid/hourly', 2)).toEqual([
		undefined,
		['This run used 30 tokens. No price is known for the answers.'],
	]);
	expect(await ask('not/paid', 1)).toEqual([
		{ total: 0, input: 0, output: 0, currency: 'USD' },
		['This run used 15 tokens and cost $0.'],
	]);
});

it('is not looked up unless it was asked for', async () => {
	await start();
	const { items, hints } = await runNode({ baseUrl: standIn.url });
	expect(jsonOf(items)[0]).not.toHaveProperty('cost');
	expect(hints).toEqual([]);
	expect(modelListsRead(standIn)).toBe(0);
});

it('is summed over the items that asked for it', async () => {
	await start();
	const { items, hints } = await runNode({
		baseUrl: standIn.url,
		parameters: { options: { includeCost: '={{ $json.wanted }}' } },
		items: [true, false].map((wanted) => ({ json: { wanted } })),
	});
	expect(jsonOf(items).map(({ cost }) => cost)).toEqual([COST, undefined]);
	expect(hints.map(({ message }) => message)).toEqual([
		'This run used 15 tokens and cost $0.0000156.',
	]);
});

it('counts answers that were billed but could not be used', async () => {
	await start({ intercept: inTurn({ content: 'no' }, { content: '{}' }) });
	const { hints } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...INCLUDED, responseFormat: 'jsonObject', requests: { maxConcurrency: 1 } },
		items: [{ json: {} }, { json: {} }],
		onError: 'continueRegularOutput',
	});
	expect(hints.map(({ message }) => message)).toEqual([
		'This run used 30 tokens and cost $0.0000312.',
	]);
});

describe('the list of prices', () => {
	it('is read once for many items and several runs', async () => {
		await start();
		const apiKey = freshKey();
		const run = {
			baseUrl: standIn.url,
			apiKey,
			parameters: INCLUDED,
			items: Array.from({ length: 20 }, () => ({ json: {} })),
		};
		const first = await runNode(run);
		const second = await runNode(run);
		expect(modelListsRead(standIn)).toBe(1);
		for (const { items } of [first, second]) {
			expect(jsonOf(items).map(({ cost }) => cost)).toEqual(Array(20).fill(COST));
		}
	});

	it('is read for each key: what one may use, another may not', async () => {
		await start();
		for (const apiKey of [freshKey(), freshKey()]) {
			await runNode({ baseUrl: standIn.url, apiKey, parameters: INCLUDED });
		}
		expect(modelListsRead(standIn)).toBe(2);
	});

	it.each([
		['an error', 500, '{"error":"down"}'],
		['a refusal', 401, '{"error":{"message":"No","code":"invalid_api_key"}}'],
		['no list', 200, '{"models":1}'],
		['no JSON', 200, '<html></html>'],
	])(
		'that is %s takes nothing from the answers, and is read again',
		async (_name, status, body) => {
			let isBroken = true;
			await start({
				interceptOther: ({ response }) => {
					if (isBroken)
						response.writeHead(status, { 'content-type': 'application/json' }).end(body);
					return isBroken;
				},
			});
			const apiKey = freshKey();
			const run = { baseUrl: standIn.url, apiKey, parameters: INCLUDED };
			const broken = await runNode(run);
			isBroken = false;
			const mended = await runNode(run);

			expect(broken.status).toBe('success');
			expect(jsonOf(broken.items)).toMatchObject([{ text: 'Hi' }]);
			expect(jsonOf(broken.items)[0]).not.toHaveProperty('cost');
			expect(broken.hints.map(({ message }) => message)).toEqual([
				'This run used 15 tokens. No price is known for the answer.',
			]);
			expect(jsonOf(mended.items)[0]?.cost).toEqual(COST);
		},
	);

	it('does not hold up the requests: they are answered before it comes', async () => {
		let answered = 0;
		await start({
			intercept: scripted(() => {
				answered++;
				return { content: 'Hi' };
			}),
			interceptOther: async ({ response }) => {
				await standIn.waitUntil(() => answered === 5 && standIn.inFlight === 0);
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end(JSON.stringify(MODELS));
				return true;
			},
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: INCLUDED,
			items: Array.from({ length: 5 }, () => ({ json: {} })),
		});
		expect(jsonOf(items).map(({ cost }) => cost)).toEqual(Array(5).fill(COST));
	});
});
