import { completionOf, usageOf } from '../../../support/choices';
import type {
	ChatCompletion,
	ChatCompletionRequest,
	ChatTool,
} from '../../../../nodes/shared/chat/types';
import { readCompletion } from '../../../../nodes/shared/chat/result/completion';
import type { ConnectedTool } from '../../../../nodes/shared/chat/result/toolCalls';
import { runExchange } from '../../../support/exchange';

const offered = (name: string): ChatTool => ({ type: 'function', function: { name } });

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'How warm is it?' }],
	tools: [offered('weather'), offered('clock')],
};

type Run = (args: unknown) => Promise<string>;

function tool(name: string, call: Run): ConnectedTool {
	return { name: `the ${name}`, definition: offered(name), call };
}

/** Tools that tell what they were called with. */
const WEATHER = tool('weather', (args) => Promise.resolve(`weather ${JSON.stringify(args)}`));
const CLOCK = tool('clock', (args) => Promise.resolve(`clock ${JSON.stringify(args)}`));
const TOOLS = [WEATHER, CLOCK];

function calling(...calls: Array<[id: string, name: string, args: string]>): ChatCompletion {
	const tool_calls = calls.map(([id, name, args]) => ({
		id,
		type: 'function',
		function: { name, arguments: args },
	}));
	return completionOf({ content: null, tool_calls }, 'tool_calls', usageOf(10, 1));
}

const ANSWER = completionOf({ content: 'Warm.' }, 'stop', usageOf(20, 2));

/** Lets the model give these completions one after the other, the last one again and again. */
async function loop(
	completions: [ChatCompletion, ...ChatCompletion[]],
	options: { tools?: ConnectedTool[]; request?: ChatCompletionRequest; maxRounds?: number } = {},
) {
	const { tools = TOOLS, request = REQUEST, maxRounds = 10 } = options;
	const requests: ChatCompletionRequest[] = [];
	const ask = (asked: ChatCompletionRequest) => {
		const index = requests.push(asked) - 1;
		return Promise.resolve(completions[Math.min(index, completions.length - 1)] ?? ANSWER);
	};
	const limits = { maxToolRounds: maxRounds, maxToolCalls: 32 };
	const input = { request, format: {}, tools, ...limits, repairs: false };
	const { completion, ...result } = await runExchange(input, ask);
	return { requests, completion: completion.body, ...result };
}

it('asks once when the model calls no tool', async () => {
	const result = await loop([ANSWER]);
	expect(result).toEqual({
		requests: [REQUEST],
		completion: ANSWER,
		usage: usageOf(20, 2),
		exchanged: [],
		calls: [],
		ownNames: expect.any(Map) as unknown,
		isUnfinished: false,
		formatWarnings: [],
	});
});

it('makes a call, tells the model its result, and sums the tokens', async () => {
	const asking = calling(['c1', 'weather', '{"city":"Paris"}']);
	const result = await loop([asking, ANSWER]);

	const exchange = [
		{
			role: 'assistant',
			content: null,
			tool_calls: [
				{
					id: 'c1',
					type: 'function',
					function: { name: 'weather', arguments: '{"city":"Paris"}' },
				},
			],
		},
		{ role: 'tool', tool_call_id: 'c1', content: 'weather {"city":"Paris"}' },
	];
	expect(result.exchanged).toEqual(exchange);
	expect(result.requests[1]).toEqual({
		...REQUEST,
		messages: [...REQUEST.messages, ...exchange],
	});
	expect(result.calls).toEqual([
		{
			id: 'c1',
			name: 'the weather',
			arguments: { city: 'Paris' },
			result: 'weather {"city":"Paris"}',
		},
	]);
	expect(result.usage).toEqual(usageOf(30, 3));
	expect(result.completion).toBe(ANSWER);
	expect(result.isUnfinished).toBe(false);
});

it('makes several calls at the same time, and keeps their order', async () => {
	const started: string[] = [];
	const waiting = new Map<string, (result: string) => void>();
	const slow = (name: string) =>
		tool(name, async () => {
			started.push(name);
			const result = new Promise<string>((resolve) => waiting.set(name, resolve));
			// The second call ends first, and only once both have begun.
			if (started.length === 2) waiting.get('clock')?.('noon');
			return await result.finally(() => waiting.get('weather')?.('warm'));
		});
	const result = await loop([calling(['c1', 'weather', '{}'], ['c2', 'clock', '{}']), ANSWER], {
		tools: [slow('weather'), slow('clock')],
	});
	expect(started).toEqual(['weather', 'clock']);
	expect(result.calls.map((call) => [call.id, call.result])).toEqual([
		['c1', 'warm'],
		['c2', 'noon'],
	]);
	expect(result.exchanged.slice(1)).toEqual([
		{ role: 'tool', tool_call_id: 'c1', content: 'warm' },
		{ role: 'tool', tool_call_id: 'c2', content: 'noon' },
	]);
});

it('tells what was warned of in any round, once', async () => {
	const warned = (completion: ChatCompletion, ...messages: string[]) => ({
		...completion,
		warnings: messages.map((message) => ({ message })),
	});
	const asking = calling(['c1', 'weather', '{}']);
	const { completion } = await loop([
		warned(asking, 'Old model', 'Short'),
		asking,
		warned(ANSWER, 'Old model'),
	]);
	expect(completion).toEqual(warned(ANSWER, 'Short', 'Old model'));
});

it.each(['reasoning', 'reasoning_content'])('keeps %s under its key', async (key) => {
	const asking = calling(['c1', 'weather', '{}']);
	const [choice] = asking.choices;
	if (choice) Object.assign(choice.message, { [key]: 'I need the weather.' });
	const { requests } = await loop([asking, ANSWER]);
	expect(requests[1]?.messages[1]).toMatchObject({
		role: 'assistant',
		[key]: 'I need the weather.',
	});
});

it('forces a call in the first round only', async () => {
	const request = { ...REQUEST, tool_choice: 'required' };
	const { requests } = await loop([calling(['c1', 'weather', '{}']), ANSWER], { request });
	expect(requests.map(({ tool_choice }) => tool_choice)).toEqual(['required', undefined]);
	expect(requests[1]?.tools).toEqual(REQUEST.tools);
});

it.each([1, 2, 5])('ends after %d rounds, with the last calls not made', async (maxRounds) => {
	const asking = calling(['c', 'weather', '{}']);
	const result = await loop([asking], { maxRounds });
	expect(result.requests).toHaveLength(maxRounds + 1);
	expect(result.calls).toHaveLength(maxRounds);
	expect(result.completion).toBe(asking);
	expect(result.isUnfinished).toBe(true);
});

it.each([
	{
		name: 'a tool that throws',
		call: ['c', 'weather', '{}'] as const,
		run: () => Promise.reject(new Error('No such city')),
		told: 'The tool failed: No such city',
	},
	{
		name: 'a tool that throws no error',
		call: ['c', 'weather', '{}'] as const,
		// eslint-disable-next-line @typescript-eslint/prefer-promise-reject-errors
		run: () => Promise.reject('no'),
		told: 'The tool failed: no',
	},
	{
		name: 'a name that no tool has',
		call: ['c', 'wether', '{}'] as const,
		told: 'There is no tool with the name wether.',
	},
	{
		name: 'arguments that are not JSON',
		call: ['c', 'weather', '{"city":'] as const,
		told: 'The arguments are not valid JSON.',
	},
])('tells the model of $name, and goes on', async ({ call, run, told }) => {
	const tools = run ? [tool('weather', run)] : TOOLS;
	const result = await loop([calling([...call]), ANSWER], { tools });
	expect(result.exchanged[1]).toEqual({ role: 'tool', tool_call_id: 'c', content: told });
	expect(result.calls[0]?.result).toBe(told);
	expect(result.completion).toBe(ANSWER);
});

it.each(['', '{"city":'])('ends where Max Tokens cut a call off: %p', async (args) => {
	const asking = calling(['c1', 'weather', '{}'], ['c2', 'clock', args]);
	const [choice] = asking.choices;
	if (choice) {
		choice.finish_reason = 'length';
		const cutOff = choice.message.tool_calls?.[1];
		if (cutOff && 'function' in cutOff) cutOff.function.arguments = args;
	}
	const result = await loop([asking]);
	expect(result).toMatchObject({ completion: asking, calls: [], isUnfinished: false });
	expect(result.requests).toHaveLength(1);
});

it('shows arguments that are not JSON as they came', async () => {
	const result = await loop([calling(['c', 'weather', '{"city":']), ANSWER]);
	expect(result.calls[0]).toMatchObject({ name: 'the weather', arguments: '{"city":' });
});

describe('a function that only the workflow can run', () => {
	const request = { ...REQUEST, tools: [offered('weather'), offered('send_mail')] };

	it.each([
		['alone', [['c1', 'send_mail', '{}']]],
		[
			'beside a connected tool',
			[
				['c1', 'weather', '{}'],
				['c2', 'send_mail', '{}'],
			],
		],
	] as Array<[string, Array<[string, string, string]>]>)(
		'ends the loop: %s',
		async (_how, calls) => {
			const asking = calling(...calls);
			const result = await loop([asking], { request, tools: [WEATHER] });
			expect(result).toMatchObject({ completion: asking, calls: [], isUnfinished: false });
			expect(result.requests).toHaveLength(1);
		},
	);

	it('may come after connected tools', async () => {
		const asking = calling(['c2', 'send_mail', '{}']);
		const result = await loop([calling(['c1', 'weather', '{}']), asking], {
			request,
			tools: [WEATHER],
		});
		expect(result.completion).toBe(asking);
		expect(result.calls.map(({ id }) => id)).toEqual(['c1']);
	});

	it('is left to the workflow when no tool is connected', async () => {
		const asking = calling(['c1', 'anything', '{}']);
		const result = await loop([asking], { request, tools: [] });
		expect(result).toMatchObject({ completion: asking, isUnfinished: false });
	});
});

it.each([
	['{"a":1}', { ok: true, value: { a: 1 } }],
	['', { ok: false }],
	['[1]', { ok: true, value: [1] }],
	['{"a":', { ok: false }],
	['a', { ok: false }],
])('parses the arguments %p', (given, parsed) => {
	const call = { id: 'c', function: { name: 'f', arguments: given } };
	const { choices } = readCompletion(completionOf({ tool_calls: [call] }, 'length'), {});
	expect(choices[0]?.toolCalls[0]?.arguments).toMatchObject(parsed);
});
