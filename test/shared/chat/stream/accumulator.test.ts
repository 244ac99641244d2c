import * as fc from 'fast-check';

import { parseChunk } from '../../../../nodes/shared/chat/stream/parseChunk';
import { parseCompletion } from '../../../../nodes/shared/chat/parseCompletion';
import { toChunk } from '../../../../nodes/shared/chat/stream/toChunk';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatFunctionCall,
	ChatToolCall,
} from '../../../../nodes/shared/chat/types';
import { CompletionAccumulator } from '../../../../nodes/shared/chat/stream/accumulator';

function accumulate(chunks: ChatCompletionChunk[]): ChatCompletion {
	const accumulator = new CompletionAccumulator();
	for (const chunk of chunks) accumulator.add(chunk);
	return accumulator.completion();
}

const HEAD = { id: 'o1', created: 1777411129, model: 'm' };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };

it('is an empty completion before a chunk came', () => {
	expect(accumulate([])).toEqual({
		id: '',
		object: 'chat.completion',
		created: 0,
		model: '',
		prompt: [],
		choices: [],
		usage: null,
	});
});

it('puts the recorded tool call together', () => {
	const delta = (fields: object, rest: object = {}) =>
		parseChunk({
			...HEAD,
			choices: [{ index: 0, delta: { role: 'assistant', content: '', ...fields }, ...rest }],
			usage: null,
		});
	const opening = {
		index: 0,
		id: 'call_1',
		type: 'function',
		function: { name: 'f', arguments: '' },
	};
	const rest = { index: 0, function: { arguments: '{"city":"Paris"}' } };
	const end = parseChunk({
		...HEAD,
		choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls', seed: 7 }],
		usage: USAGE,
	});
	expect(
		accumulate([
			delta({}),
			delta({ tool_calls: [opening] }),
			delta({ tool_calls: [rest] }, { finish_reason: 'tool_calls' }),
			end,
		]),
	).toEqual({
		...HEAD,
		object: 'chat.completion',
		prompt: [],
		usage: USAGE,
		choices: [
			{
				index: 0,
				finish_reason: 'tool_calls',
				logprobs: null,
				seed: 7,
				message: {
					role: 'assistant',
					content: null,
					tool_calls: [
						{
							id: 'call_1',
							type: 'function',
							index: 0,
							function: { name: 'f', arguments: '{"city":"Paris"}' },
						},
					],
				},
			},
		],
	});
});

it.each([
	{
		what: 'with the last choice',
		ends: [{ deltas: [{ index: 0, finishReason: 'stop' }], usage: USAGE }],
	},
	{
		what: 'in a chunk of its own',
		ends: [{ deltas: [{ index: 0, finishReason: 'stop' }] }, { deltas: [], usage: USAGE }],
	},
	{
		what: 'in every chunk, the last of them counting',
		ends: [
			{ deltas: [{ index: 0, content: 'a' }], usage: { ...USAGE, completion_tokens: 1 } },
			{ deltas: [{ index: 0, finishReason: 'stop' }], usage: USAGE },
		],
	},
])('takes usage that comes $what', ({ ends }) => {
	expect(accumulate(ends).usage).toEqual(USAGE);
});

it('takes the whole text of the older shape where no piece of it came', () => {
	const deltas = [{ index: 0, generatedText: 'Hello', finishReason: 'eos' }];
	expect(accumulate([{ deltas }]).choices[0]?.message.content).toBe('Hello');
});

it('does not take the whole text of the older shape twice', () => {
	const chunks = [
		{ deltas: [{ index: 0, content: 'Hel' }] },
		{ deltas: [{ index: 0, content: 'lo', generatedText: 'Hello', finishReason: 'eos' }] },
	];
	expect(accumulate(chunks).choices[0]?.message.content).toBe('Hello');
});

it.each(['reasoning', 'reasoning_content'] as const)('keeps reasoning under %s', (reasoningKey) => {
	const chunks = [
		{ deltas: [{ index: 0, reasoning: 'H', reasoningKey }] },
		{ deltas: [{ index: 0, reasoning: 'm', reasoningKey }] },
		{ deltas: [{ index: 0, content: 'Hi', finishReason: 'stop' }] },
	];
	expect(accumulate(chunks).choices[0]?.message).toEqual({
		role: 'assistant',
		content: 'Hi',
		tool_calls: [],
		[reasoningKey]: 'Hm',
	});
});

it('keeps an empty text where there are no tool calls', () => {
	const deltas = [
		{ index: 0, reasoning: 'Hm', reasoningKey: 'reasoning' as const, finishReason: 'length' },
	];
	expect(accumulate([{ deltas }]).choices[0]?.message.content).toBe('');
});

it('keeps warnings and the prompt', () => {
	const chunks = [
		{ deltas: [], prompt: [{ text: 'Hello' }] },
		{ deltas: [], warnings: [{ message: 'Careful' }], prompt: [] },
	];
	expect(accumulate(chunks)).toMatchObject({
		prompt: [{ text: 'Hello' }],
		warnings: [{ message: 'Careful' }],
	});
});

it('keeps the last of what it does not know, and null only where nothing else came', () => {
	const delta = { index: 0, others: { stop_reason: null }, messageOthers: { refusal: null } };
	const chunks = [
		{ deltas: [delta], others: { tier: 'a', fingerprint: 'fp', nothing: null } },
		{ deltas: [{ index: 0, others: { stop_reason: 7 } }], others: { tier: 'b' } },
		{ deltas: [delta], others: { fingerprint: null } },
	];
	expect(accumulate(chunks)).toMatchObject({
		tier: 'b',
		fingerprint: 'fp',
		nothing: null,
		choices: [{ stop_reason: 7, message: { refusal: null } }],
	});
});

it('lets nothing it does not know take the place of what it does', () => {
	const wrong = { id: 'x', choices: [], index: 9, message: null, role: 'x', content: 'x' };
	const delta = { index: 0, content: 'Hi', others: wrong, messageOthers: wrong };
	expect(accumulate([{ ...HEAD, deltas: [delta], others: wrong }])).toMatchObject({
		...HEAD,
		choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' } }],
	});
});

const isFunctionCall = (call: ChatToolCall): call is ChatFunctionCall => 'function' in call;

interface Call {
	id: string;
	name: string;
	arguments: string;
}

it('keeps a label that comes with every piece once, and lets only text grow', () => {
	const pieces = ['I ', 'think.'].map((text, at) => ({
		channel: 'analysis',
		recipient: 'all',
		refusal: text,
		audio: { id: 'a1', transcript: text, expires_at: at },
		function_call: at === 0 ? { name: 'f', arguments: '{' } : { arguments: '}' },
	}));
	const deltas = pieces.map((messageOthers) => ({ index: 0, messageOthers }));
	expect(accumulate([{ ...HEAD, deltas }]).choices[0]?.message).toMatchObject({
		channel: 'analysis',
		recipient: 'all',
		refusal: 'I think.',
		audio: { id: 'a1', transcript: 'I think.', expires_at: 1 },
		function_call: { name: 'f', arguments: '{}' },
	});
});

it('makes one of the pieces of reasoning that are numbered alike', () => {
	const detail = (index: number, more: object) => ({ type: 'reasoning.text', index, ...more });
	const lists = [
		[detail(0, { text: 'I ', format: 'x' })],
		[detail(0, { text: 'think', format: 'x' })],
		[detail(0, { signature: 's' }), detail(1, { text: 'so' })],
	];
	const deltas = lists.map((list) => ({ index: 0, messageOthers: { reasoning_details: list } }));
	expect(accumulate([{ ...HEAD, deltas }]).choices[0]?.message.reasoning_details).toEqual([
		detail(0, { text: 'I think', format: 'x', signature: 's' }),
		detail(1, { text: 'so' }),
	]);
	expect(lists[0]).toHaveLength(1);
});

it('puts fields of a message together from their pieces, whichever they are', () => {
	const pieces = [
		{ refusal: null, details: [{ text: 'a' }], item_id: 'i1' },
		{ refusal: 'I cannot ', details: [{ text: 'b' }], item_id: 'i1' },
		{ refusal: 'do that.', details: null, item_id: 'i1' },
	];
	const deltas = pieces.map((messageOthers) => ({ index: 0, messageOthers }));
	expect(accumulate([{ ...HEAD, deltas }]).choices[0]?.message).toMatchObject({
		refusal: 'I cannot do that.',
		details: [{ text: 'a' }, { text: 'b' }],
		item_id: 'i1',
	});
});

describe('any completion', () => {
	const text = fc.string({ unit: 'grapheme', minLength: 1 });
	const toolCall = fc.record({ id: fc.uuid(), name: text, arguments: fc.json() });
	const message = fc.oneof(
		fc.record({ content: fc.oneof(text, fc.constant('')), calls: fc.constant<Call[]>([]) }),
		fc.record({
			content: fc.oneof(text, fc.constant(null)),
			calls: fc.uniqueArray(toolCall, { minLength: 1, maxLength: 3, selector: ({ id }) => id }),
		}),
	);
	const choice = fc.record({
		message,
		reasoning: fc.oneof(
			fc.constant({}),
			fc.record({ reasoning: text }),
			fc.record({ reasoning_content: text }),
		),
		finish_reason: fc.constantFrom('stop', 'eos', 'length', 'tool_calls'),
		seed: fc.option(fc.nat()),
	});
	const completion = fc
		.record({
			choices: fc.array(choice, { minLength: 1, maxLength: 3 }),
			usage: fc.option(fc.constant(USAGE)),
		})
		.map(({ choices, usage }): ChatCompletion => ({
			...HEAD,
			object: 'chat.completion',
			prompt: [],
			usage,
			choices: choices.map(
				({ message: { content, calls }, reasoning, ...rest }, index): ChatCompletionChoice => ({
					index,
					logprobs: null,
					...rest,
					message: {
						role: 'assistant',
						content,
						...reasoning,
						tool_calls: calls.map(({ id, name, arguments: given }, position) => ({
							id,
							type: 'function',
							index: position,
							function: { name, arguments: given },
						})),
					},
				}),
			),
		}));

	/** Pieces of a text, cut wherever the numbers say, also inside a character. */
	function split(whole: string, cuts: readonly number[]): string[] {
		const ends = cuts.map((at) => at % (whole.length + 1)).sort((a, b) => a - b);
		return [...ends, whole.length].map((end, at) => whole.slice(ends[at - 1] ?? 0, end));
	}

	/** What a stream would say of a choice, in order. */
	function deltasOf(
		{
			index,
			message: { content, tool_calls = [], ...rest },
			finish_reason,
			seed,
		}: ChatCompletionChoice,
		cuts: readonly number[],
	): ChatCompletionDelta[] {
		const key = rest.reasoning_content ? ('reasoning_content' as const) : ('reasoning' as const);
		return [
			{ index, role: 'assistant', content: '' },
			...split(rest[key] ?? '', cuts).map((reasoning) => ({
				index,
				...(reasoning && { reasoning, reasoningKey: key }),
			})),
			...split(content ?? '', cuts).map((piece) => ({ index, content: piece })),
			...tool_calls.filter(isFunctionCall).flatMap((call) => [
				{
					index,
					toolCalls: [
						{ index: call.index ?? 0, id: call.id, type: 'function', name: call.function.name },
					],
				},
				...split(call.function.arguments, cuts).map((piece) => ({
					index,
					toolCalls: [{ index: call.index ?? 0, arguments: piece }],
				})),
			]),
			{
				index,
				...(finish_reason !== null && { finishReason: finish_reason }),
				...(typeof seed === 'number' && { seed }),
			},
		];
	}

	/** The deltas of all choices in one order; whose turn it is, the numbers say. */
	function interleave(
		lists: ChatCompletionDelta[][],
		turns: readonly number[],
	): ChatCompletionDelta[] {
		const left = lists.map((list) => [...list]);
		const order: ChatCompletionDelta[] = [];
		for (let turn = 0; left.some((list) => list.length > 0); turn++) {
			const open = left.filter((list) => list.length > 0);
			const next = open[(turns[turn % turns.length] ?? 0) % open.length]?.shift();
			if (next) order.push(next);
		}
		return order;
	}

	it('is put together from any pieces in any interleaving of its choices', () => {
		const numbers = fc.array(fc.nat(), { maxLength: 6 });
		fc.assert(
			fc.property(completion, numbers, numbers, (whole, cuts, turns) => {
				const lists = whole.choices.map((one) => deltasOf(one, cuts));
				const chunks: ChatCompletionChunk[] = interleave(lists, turns).map((delta) => ({
					...HEAD,
					deltas: [delta],
				}));
				if (whole.usage) chunks.push({ ...HEAD, deltas: [], usage: whole.usage });
				expect(accumulate(chunks)).toEqual(whole);
			}),
		);
	});

	it('is the same after it went through a single chunk', () => {
		fc.assert(
			fc.property(completion, (whole) => {
				expect(accumulate([toChunk(parseCompletion(whole))])).toEqual(whole);
			}),
		);
	});
});
