import type { OnError, INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../support/chatRequests';
import { supplier } from '../support/subNodes';
import { runNode, jsonOf, userSays } from '../support/runNode';
import { calling, inTurn, scripted, TOKENS, type Answer } from '../support/script';
import { weatherTool } from '../support/tools';
import { lastUserText, startStandIn, type Intercept } from '../../sandbox/standIn';

const TRIES = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const TWICE = { promptTokens: 20, completionTokens: 10, totalTokens: 30 };

/** Refuses the requests with these numbers, and answers the others as scripted. */
function refusing(numbers: number[], otherwise: Intercept): Intercept {
	return (exchange) => {
		if (!numbers.includes(exchange.index)) return otherwise(exchange);
		exchange.response.writeHead(400, { 'content-type': 'application/json' });
		exchange.response.end('{"error":{"message":"Not now"}}');
		return true;
	};
}

const echo = scripted(({ request }): Answer => ({ content: `Re: ${lastUserText(request)}` }));

/** Asks for three items, one after the other, of which these requests are refused. */
async function ask(
	refused: number[],
	options: { onError?: OnError; streaming?: boolean; parameters?: INodeParameters } = {},
) {
	const standIn = await startStandIn({ intercept: refusing(refused, echo) });
	const { parameters, ...rest } = options;
	const run = await runNode({
		baseUrl: standIn.url,
		nodeSettings: TRIES,
		input: [{ n: 0 }, { n: 1 }, { n: 2 }],
		parameters: {
			messages: userSays('=Item {{ $json.n }}'),
			requests: { maxConcurrency: 1 },
			...parameters,
		},
		...rest,
	});
	await standIn.close();
	return { ...run, asked: chatBodies(standIn).map(lastUserText) };
}

const ALL = ['Item 0', 'Item 1', 'Item 2'];
const REPLIES = ALL.map((text) => ({ text: `Re: ${text}`, tokenUsage: TOKENS }));

describe("n8n's Retry On Fail asks only for what failed", () => {
	it.each([
		['the last item once', [2], [...ALL, 'Item 2']],
		['the second item twice', [1, 2], ['Item 0', 'Item 1', 'Item 1', 'Item 1', 'Item 2']],
		['one item after the other', [0, 2], ['Item 0', 'Item 0', 'Item 1', 'Item 1', 'Item 2']],
	])('when the run stops at %s', async (_name, refused, expected) => {
		const { items, status, asked } = await ask(refused);
		expect(status).toBe('success');
		expect(asked).toEqual(expected);
		expect(jsonOf(items)).toMatchObject(REPLIES);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	});

	it.each(['continueRegularOutput', 'continueErrorOutput'] as const)(
		'when its first item failed: %s',
		async (onError) => {
			const { items, asked } = await ask([0], { onError });
			expect(asked).toEqual([...ALL, 'Item 0']);
			expect(jsonOf(items)).toMatchObject(REPLIES);
		},
	);

	it('and adds up what both tries cost', async () => {
		const { hints, run } = await ask([2], { parameters: { options: { includeCost: true } } });
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/^This run used 45 tokens/),
		]);
		const [task] = run.nodes['Together AI'] ?? [];
		expect(task?.metadata).toMatchObject({ tokenUsage: { inputTokens: 30, outputTokens: 15 } });
	});

	it('but all of it in the next execution', async () => {
		const { status, asked } = await ask([1, 2, 3]);
		expect(status).toBe('error');
		expect(asked).toEqual(['Item 0', 'Item 1', 'Item 1', 'Item 1']);
		expect((await ask([])).asked).toEqual(ALL);
	});

	it('and what asks for something else than before', async () => {
		const messages = userSays('=Item {{ $json.n }} {{ Math.random() }}');
		const { asked } = await ask([1], { parameters: { messages } });
		expect(asked.map((text) => text.slice(0, 6))).toEqual(['Item 0', 'Item 1', ...ALL]);
	});

	it('and shows in a live chat only what was not shown', async () => {
		const { run } = await ask([1], { streaming: true });
		const shown = run.chunks.filter(({ type }) => type === 'begin');
		expect(shown.map(({ metadata }) => metadata.itemIndex)).toEqual([0, 1, 2]);
		const text = run.chunks.map(({ type, content }) => (type === 'item' ? content : ''));
		expect(text.join('')).toBe('Re: Item 0Re: Item 1Re: Item 2');
	});
});

it('does not run a tool again that ran before its item failed', async () => {
	const standIn = await startStandIn({
		intercept: refusing(
			[1],
			scripted(({ index }) =>
				index === 0 ? calling(['c1', 'weather', { city: 'Paris' }]) : { content: 'Sunny.' },
			),
		),
	});
	let calls = 0;
	const tool = weatherTool('weather', (city) => Promise.resolve(`Call ${++calls} in ${city}`));
	const { items, status } = await runNode({
		baseUrl: standIn.url,
		nodeSettings: TRIES,
		subNodes: [supplier('ai_tool', () => tool)],
	});
	await standIn.close();
	expect(status).toBe('success');
	expect(calls).toBe(1);
	const bodies = chatBodies(standIn);
	expect(bodies).toHaveLength(3);
	expect(bodies[2]).toEqual(bodies[1]);
	const toolCalls = [{ id: 'c1', result: 'Call 1 in Paris' }];
	expect(jsonOf(items)).toMatchObject([{ text: 'Sunny.', toolCalls, tokenUsage: TWICE }]);
});

it('does not remember again what a memory was told before the run failed', async () => {
	const said: string[] = [];
	const memory = {
		loadMemoryVariables: () =>
			Promise.resolve({
				chat_history: said.map((content, n) => ({
					_getType: () => (n % 2 === 0 ? 'human' : 'ai'),
					content,
				})),
			}),
		saveContext: ({ input }: { input: string }, { output }: { output: string }) => {
			said.push(input, output);
			return Promise.resolve();
		},
	};
	const standIn = await startStandIn({
		intercept: refusing([1], inTurn({ content: 'A0' }, {}, { content: 'A1' })),
	});
	const { items } = await runNode({
		baseUrl: standIn.url,
		nodeSettings: TRIES,
		parameters: { messages: userSays('=Item {{ $json.n }}') },
		items: [{ json: { n: 0 } }, { json: { n: 1 } }],
		subNodes: [supplier('ai_memory', () => memory)],
	});
	await standIn.close();
	expect(jsonOf(items)).toMatchObject([{ text: 'A0' }, { text: 'A1' }]);
	expect(said).toEqual(['Item 0', 'A0', 'Item 1', 'A1']);
	expect(chatBodies(standIn)).toHaveLength(3);
	expect(chatBodies(standIn)[2]?.messages.map(({ content }) => content)).toEqual([
		'Item 0',
		'A0',
		'Item 1',
	]);
});
