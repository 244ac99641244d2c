import type { INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { supplier, type SubNode } from '../../support/subNodes';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { calling, inTurn, TOKENS } from '../../support/script';
import { nodeAsTool, weatherDefinition, weatherTool } from '../../support/tools';
import { startStandIn } from '../../../sandbox/standIn';

const WEATHER = supplier('ai_tool', () => weatherTool());

async function run(
	intercept: ReturnType<typeof inTurn>,
	parameters: INodeParameters = {},
	subNodes: SubNode[] = [WEATHER],
) {
	const standIn = await startStandIn({ intercept });
	const outcome = await runNode({ baseUrl: standIn.url, parameters, subNodes });
	await standIn.close();
	return { ...outcome, bodies: chatBodies(standIn) };
}

const ASKING = calling(['c1', 'get_weather_now', { city: 'Paris' }]);
const ANSWER = { content: 'It is sunny.' };

describe.each(['on', 'off'])('connected tools, streaming %s', (streaming) => {
	const requests = { streaming };

	it('are offered, called, and their results given back, with the tokens summed', async () => {
		const { bodies, items, metadata } = await run(inTurn(ASKING, ANSWER), { requests });

		expect(bodies[0]?.tools).toEqual([weatherDefinition('get_weather_now')]);
		expect(bodies[1]).toEqual({
			...bodies[0],
			messages: [
				{ role: 'user', content: 'Hello' },
				{
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: 'c1',
							type: 'function',
							function: { name: 'get_weather_now', arguments: '{"city":"Paris"}' },
						},
					],
				},
				{ role: 'tool', tool_call_id: 'c1', content: 'Sunny in Paris' },
			],
		});
		expect(items).toEqual([
			{
				json: {
					text: 'It is sunny.',
					toolCalls: [
						{
							id: 'c1',
							name: 'get-weather now',
							arguments: { city: 'Paris' },
							result: 'Sunny in Paris',
						},
					],
					finishReason: 'stop',
					model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
					id: 'o1',
					tokenUsage: { promptTokens: 20, completionTokens: 10, totalTokens: 30 },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(metadata?.tokenUsage).toEqual({ inputTokens: 20, outputTokens: 10 });
	});

	it.each(['reasoning', 'reasoning_content'])(
		'keep %s under its key in the history',
		async (key) => {
			const { bodies } = await run(inTurn({ ...ASKING, [key]: 'I look it up.' }, ANSWER), {
				requests,
			});
			expect(bodies[1]?.messages[1]).toMatchObject({
				role: 'assistant',
				[key]: 'I look it up.',
				tool_calls: [{ id: 'c1' }],
			});
		},
	);

	it('end with a warning at Max Tool Rounds, with the calls that were not made', async () => {
		const last = calling(['c2', 'get_weather_now', { city: 'Rome' }]);
		const { bodies, items } = await run(inTurn(ASKING, last), {
			requests,
			options: { maxToolRounds: 1 },
		});
		expect(bodies).toHaveLength(2);
		expect(jsonOf(items)).toMatchObject([
			{
				text: '',
				finishReason: 'tool_calls',
				warnings: ['Stopped at Max Tool Rounds: the last tool calls were not made'],
				toolCalls: [
					{ id: 'c1', result: 'Sunny in Paris' },
					{ id: 'c2', arguments: { city: 'Rome' } },
				],
			},
		]);
		const calls = jsonOf(items)[0]?.toolCalls as object[];
		expect(calls[1]).not.toHaveProperty('result');
	});
});

it('are called at the same time when the model asks for several', async () => {
	let started = 0;
	let begun: () => void = () => {};
	const both = new Promise<void>((resolve) => (begun = resolve));
	const tool = weatherTool('weather', async (city) => {
		if (++started === 2) begun();
		await both;
		return `Rain in ${city}`;
	});
	const asking = calling(['a', 'weather', { city: 'Paris' }], ['b', 'weather', { city: 'Rome' }]);
	const { bodies, items } = await run(inTurn(asking, ANSWER), {}, [
		supplier('ai_tool', () => tool),
	]);
	expect(bodies[1]?.messages.slice(2)).toEqual([
		{ role: 'tool', tool_call_id: 'a', content: 'Rain in Paris' },
		{ role: 'tool', tool_call_id: 'b', content: 'Rain in Rome' },
	]);
	expect(jsonOf(items)[0]?.toolCalls).toMatchObject([{ id: 'a' }, { id: 'b' }]);
});

it('may come from several nodes and from toolkits, each with a name of its own', async () => {
	const kit = { tools: [weatherTool('get.weather'), weatherTool('get-weather')] };
	const { bodies, items } = await run(
		inTurn(
			calling(
				['a', 'get_weather', { city: 'A' }],
				['b', 'get_weather_2', { city: 'B' }],
				['c', 'other', { city: 'C' }],
			),
			ANSWER,
		),
		{},
		[supplier('ai_tool', () => kit), supplier('ai_tool', () => weatherTool('other'))],
	);
	const names = (bodies[0]?.tools as Array<{ function: { name: string } }>).map(
		(tool) => tool.function.name,
	);
	expect(names.sort()).toEqual(['get_weather', 'get_weather_2', 'other']);
	expect(jsonOf(items)[0]?.toolCalls).toMatchObject([
		{ id: 'a', name: 'get.weather', result: 'Sunny in A' },
		{ id: 'b', name: 'get-weather', result: 'Sunny in B' },
		{ id: 'c', name: 'other', result: 'Sunny in C' },
	]);
});

it('have their own names also where a call was not made', async () => {
	const { items } = await run(inTurn(ASKING, ASKING), { options: { maxToolRounds: 1 } });
	const calls = jsonOf(items)[0]?.toolCalls as Array<{ name: string }>;
	expect(calls.map(({ name }) => name)).toEqual(['get-weather now', 'get-weather now']);
});

it.each([
	{ toolChoice: { toolChoice: 'required' }, sent: 'required' },
	{
		toolChoice: { toolChoice: 'function', toolChoiceFunction: 'get_weather_now' },
		sent: { type: 'function', function: { name: 'get_weather_now' } },
	},
])('are forced in the first round only: $sent', async ({ toolChoice, sent }) => {
	const { bodies } = await run(inTurn(ASKING, ANSWER), { options: toolChoice });
	expect(bodies.map(({ tool_choice }) => tool_choice)).toEqual([sent, undefined]);
});

it('give the whole exchange as the conversation for the next turn', async () => {
	const { bodies, items } = await run(inTurn(ASKING, ANSWER), {
		options: { includeMessages: true },
	});
	expect(jsonOf(items)[0]?.messages).toEqual([
		...(bodies[1]?.messages ?? []),
		{ role: 'assistant', content: 'It is sunny.' },
	]);
});

it('stand beside functions of the form, whose calls are left to the workflow', async () => {
	const mail = calling(['c2', 'send_mail', {}]);
	const { bodies, items } = await run(inTurn(ASKING, mail), {
		functions: { values: [{ name: 'send_mail', description: 'Sends', parameters: '{}' }] },
	});
	expect(bodies).toHaveLength(2);
	const [item] = jsonOf(items);
	expect(item).not.toHaveProperty('warnings');
	expect(item?.toolCalls).toEqual([
		{
			id: 'c1',
			name: 'get-weather now',
			arguments: { city: 'Paris' },
			result: 'Sunny in Paris',
		},
		{ id: 'c2', name: 'send_mail', arguments: {} },
	]);
});

it('give the raw answer with the tokens of all requests, and the calls that were made', async () => {
	const { items } = await run(inTurn(ASKING, ANSWER), { simplify: false });
	expect(jsonOf(items)).toMatchObject([
		{
			choices: [{ message: { content: 'It is sunny.' } }],
			usage: { prompt_tokens: 20, completion_tokens: 10, total_tokens: 30 },
			toolCalls: [
				{
					id: 'c1',
					name: 'get-weather now',
					arguments: { city: 'Paris' },
					result: 'Sunny in Paris',
				},
			],
		},
	]);
	expect(jsonOf(items)[0]).not.toHaveProperty('warnings');
});

it("warn at Max Tool Rounds in the raw answer too, in the API's own form", async () => {
	const { items } = await run(inTurn(ASKING, ASKING), {
		simplify: false,
		options: { maxToolRounds: 1 },
	});
	expect(jsonOf(items)).toMatchObject([
		{
			choices: [{ message: { tool_calls: [{ id: 'c1' }] } }],
			toolCalls: [{ id: 'c1', result: 'Sunny in Paris' }],
			warnings: [{ message: 'Stopped at Max Tool Rounds: the last tool calls were not made' }],
		},
	]);
});

it('leave no trace in a raw answer that took none', async () => {
	const { items } = await run(inTurn(ANSWER), { simplify: false });
	expect(jsonOf(items)[0]).not.toHaveProperty('toolCalls');
	expect(jsonOf(items)[0]).not.toHaveProperty('warnings');
});

it('are read for each item, and answer it', async () => {
	const standIn = await startStandIn();
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { messages: userSays('=Is it warm in {{ $json.city }}?') },
		items: [{ json: { city: 'Paris' } }, { json: { city: 'Rome' } }],
		subNodes: [WEATHER],
	});
	await standIn.close();
	expect(jsonOf(items).map(({ text }) => text)).toEqual([
		'The tool answered: Sunny in Paris',
		'The tool answered: Sunny in Rome',
	]);
});

it('that are nodes of n8n get the arguments and the data of their own item', async () => {
	const standIn = await startStandIn({
		intercept: (exchange) => {
			const { messages } = exchange.request as {
				messages: Array<{ role: string; content: string }>;
			};
			const { role, content } = messages.at(-1) ?? { role: '', content: '' };
			const line =
				role === 'user' ? calling([content, 'Sub_node_0', { city: content }]) : { content };
			return inTurn(line)({ ...exchange, index: 0 });
		},
	});
	const { items, run: done } = await runNode({
		baseUrl: standIn.url,
		parameters: { messages: userSays('={{ $json.city }}') },
		items: ['Paris', 'Rome', 'Oslo'].map((city) => ({ json: { city } })),
		subNodes: [nodeAsTool("={{ $fromAI('city') }}, {{ $json.city }}")],
	});
	await standIn.close();
	expect(jsonOf(items).map(({ text }) => text)).toEqual([
		'[{"echo":"Paris, Paris"}]',
		'[{"echo":"Rome, Rome"}]',
		'[{"echo":"Oslo, Oslo"}]',
	]);
	const log = done.nodes['Sub-node 0'] ?? [];
	expect(log.map(({ executionStatus }) => executionStatus)).toEqual(Array(3).fill('success'));
});

it('may be connected to a model that calls none', async () => {
	const { bodies, items } = await run(inTurn(ANSWER));
	expect(bodies).toHaveLength(1);
	expect(jsonOf(items)).toMatchObject([{ text: 'It is sunny.', tokenUsage: TOKENS }]);
	expect(jsonOf(items)[0]).not.toHaveProperty('toolCalls');
});
