import { chatBodies } from '../../support/chatRequests';
import { supplier } from '../../support/subNodes';
import { runNode, jsonOf } from '../../support/runNode';
import { calling, inTurn } from '../../support/script';
import { weatherTool } from '../../support/tools';
import { startStandIn } from '../../../sandbox/standIn';

const ANSWER = { content: 'I could not find out.' };

describe.each(['on', 'off'])(
	'a fault of a tool is told to the model, streaming %s',
	(streaming) => {
		it.each([
			{
				name: 'a tool that throws',
				call: ['weather', { city: 'Paris' }] as const,
				weather: () => Promise.reject(new Error('No service')),
				told: /^The tool failed: No service$/,
			},
			{
				name: 'arguments that do not fit its schema',
				call: ['weather', { town: 'Paris' }] as const,
				told: /^The tool failed: .*schema/,
			},
			{
				name: 'arguments that are not JSON',
				call: ['weather', '{"city": Paris}'] as const,
				told: /^The arguments are not valid JSON\.$/,
			},
			{
				name: 'a name that no tool has',
				call: ['wether', { city: 'Paris' }] as const,
				told: /^There is no tool with the name wether\.$/,
			},
		])('$name', async ({ call, weather, told }) => {
			const standIn = await startStandIn({ intercept: inTurn(calling(['c1', ...call]), ANSWER) });
			const { items, status } = await runNode({
				baseUrl: standIn.url,
				parameters: { requests: { streaming } },
				subNodes: [supplier('ai_tool', () => weatherTool('weather', weather))],
			});
			await standIn.close();
			expect(status).toBe('success');
			const message = chatBodies(standIn)[1]?.messages[2];
			expect(message).toEqual({
				role: 'tool',
				tool_call_id: 'c1',
				content: expect.stringMatching(told) as unknown,
			});
			expect(jsonOf(items)).toMatchObject([
				{ text: 'I could not find out.', toolCalls: [{ id: 'c1', result: message?.content }] },
			]);
		});
	},
);

describe.each(['on', 'off'])('a call that Max Tokens cut off, streaming %s', (streaming) => {
	it.each([
		['behind its name', ''],
		['in its arguments', '{"city":'],
	])('is not made, but shown: %s', async (_where, args) => {
		const cutOff = calling(['c2', 'weather', { city: 'B' }], ['c3', 'weather', args]);
		const standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'weather', { city: 'A' }]), {
				...cutOff,
				finishReason: 'length',
			}),
		});
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { requests: { streaming } },
			subNodes: [supplier('ai_tool', () => weatherTool('weather'))],
		});
		await standIn.close();

		expect(jsonOf(items)).toMatchObject([
			{
				text: '',
				finishReason: 'length',
				toolCalls: [
					{ id: 'c1', result: 'Sunny in A' },
					{ id: 'c2', arguments: { city: 'B' } },
					{ id: 'c3', arguments: args, argumentsError: expect.any(String) as unknown },
				],
			},
		]);
		expect(jsonOf(items)[0]).not.toHaveProperty('warnings');
		expect(jsonOf(items)[0]).not.toHaveProperty('toolCalls.1.result');
		expect(hints.map(({ message }) => message)).toEqual([
			expect.stringMatching(/cut off at Max Tokens/) as unknown,
		]);
	});
});

it.each([
	['an object', { warm: true }, '{"warm":true}'],
	['nothing', undefined, ''],
])('a tool that gives %s is understood', async (_name, result, told) => {
	const standIn = await startStandIn({ intercept: inTurn(calling(['c1', 'odd', {}]), ANSWER) });
	const odd = {
		name: 'odd',
		description: 'Odd',
		schema: { type: 'object', properties: {} },
		invoke: () => Promise.resolve(result),
	};
	await runNode({ baseUrl: standIn.url, subNodes: [supplier('ai_tool', () => odd)] });
	await standIn.close();
	expect(chatBodies(standIn)[1]?.messages[2]?.content).toBe(told);
});

it('a failed request after a call fails the item, and the run goes on', async () => {
	const standIn = await startStandIn({
		intercept: (exchange) => {
			if (exchange.index === 0) return inTurn(calling(['c1', 'weather', { city: 'A' }]))(exchange);
			exchange.response.writeHead(402, { 'content-type': 'application/json' });
			exchange.response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
			return true;
		},
	});
	const { items } = await runNode({
		baseUrl: standIn.url,
		subNodes: [supplier('ai_tool', () => weatherTool('weather'))],
		onError: 'continueRegularOutput',
	});
	await standIn.close();
	expect(jsonOf(items)).toMatchObject([{ details: { status: 402, attempts: 1 } }]);
});

it.each([
	{
		name: 'several choices',
		parameters: { options: { choices: 2 } },
		message: 'Choices must be 1 while tools are connected. Remove the option.',
	},
	{
		name: 'a function of the same name',
		parameters: { functions: { values: [{ name: 'weather', parameters: '{}' }] } },
		message: 'Functions has weather, which is also the name of a connected tool.',
	},
	{
		name: 'no round at all',
		parameters: { options: { maxToolRounds: 0 } },
		message: 'Max Tool Rounds must be from 1 to 100, but is 0.',
	},
	{
		name: 'no call at all',
		parameters: { options: { maxToolCalls: 0 } },
		message: 'Max Tool Calls must be from 1 to 1000, but is 0.',
	},
])('tools beside $name are refused before anything is sent', async ({ parameters, message }) => {
	const standIn = await startStandIn();
	const run = {
		baseUrl: standIn.url,
		parameters,
		subNodes: [supplier('ai_tool', () => weatherTool('weather'))],
	};
	const { items } = await runNode({ ...run, onError: 'continueRegularOutput' });
	const { status } = await runNode(run);
	await standIn.close();
	expect(jsonOf(items)).toMatchObject([{ error: message }]);
	expect(status).toBe('error');
	expect(standIn.requests).toEqual([]);
});

describe.each([
	{ asked: 2000, options: {}, made: 32, count: '2,000' },
	{ asked: 3, options: { maxToolCalls: 2 }, made: 2, count: '3' },
])('$asked calls in one answer', ({ asked, options, made, count }) => {
	it(`are made up to ${made}; the model is told of the others`, async () => {
		const ids = Array.from({ length: asked }, (_, n) => `c${n}`);
		const standIn = await startStandIn({
			intercept: inTurn(
				calling(...ids.map((id) => [id, 'weather', { city: id }] as [string, string, object])),
				ANSWER,
			),
		});
		const cities: string[] = [];
		const tool = weatherTool('weather', (city) => {
			cities.push(city);
			return Promise.resolve('Sunny');
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options },
			subNodes: [supplier('ai_tool', () => tool)],
		});
		await standIn.close();
		expect(cities).toEqual(ids.slice(0, made));
		const messages = chatBodies(standIn)[1]?.messages.slice(2) ?? [];
		const told = `Too many calls at once: only the first ${made} were made, this one was not. Call again if it is still needed.`;
		expect(messages).toEqual(
			ids.map((tool_call_id, n) => ({
				role: 'tool',
				tool_call_id,
				content: n < made ? 'Sunny' : told,
			})),
		);
		const warning = `The model asked for ${count} tool calls at once: only the first ${made} were made (Max Tool Calls)`;
		expect(jsonOf(items)).toMatchObject([{ text: ANSWER.content, warnings: [warning] }]);
		expect(jsonOf(items)[0]?.toolCalls).toHaveLength(made);
	});
});

it('the Stop button reaches a tool that is at work', async () => {
	const stop = new AbortController();
	let seen: AbortSignal | undefined;
	const tool = weatherTool('weather', async (_city, signal) => {
		seen = signal;
		return await new Promise((_resolve, reject) => {
			signal?.addEventListener('abort', () => reject(new Error('Stopped')));
			stop.abort();
		});
	});
	const standIn = await startStandIn({
		intercept: inTurn(calling(['c1', 'weather', { city: 'Paris' }]), ANSWER),
	});
	const { run } = await runNode({
		baseUrl: standIn.url,
		subNodes: [supplier('ai_tool', () => tool)],
		signal: stop.signal,
	});
	await standIn.close();
	expect(run.status).toBe('canceled');
	expect(seen?.aborted).toBe(true);
	expect(chatBodies(standIn)).toHaveLength(1);
});

it('the Stop button does not wait for a tool that takes no notice of it', async () => {
	const stop = new AbortController();
	const deaf = {
		name: 'deaf',
		description: 'Never comes back',
		schema: { type: 'object', properties: {} },
		invoke: async () => {
			stop.abort();
			return await new Promise(() => {});
		},
	};
	const standIn = await startStandIn({ intercept: inTurn(calling(['c1', 'deaf', {}]), ANSWER) });
	const { run } = await runNode({
		baseUrl: standIn.url,
		subNodes: [supplier('ai_tool', () => deaf)],
		signal: stop.signal,
	});
	await standIn.close();
	expect(run.status).toBe('canceled');
	expect(chatBodies(standIn)).toHaveLength(1);
});
