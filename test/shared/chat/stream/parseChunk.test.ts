import { parseChunk } from '../../../../nodes/shared/chat/stream/parseChunk';
import { parseCompletion } from '../../../../nodes/shared/chat/parseCompletion';
import { toChunk } from '../../../../nodes/shared/chat/stream/toChunk';

const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
const HEAD = { id: 'ogzjdpL', object: 'chat.completion.chunk', created: 1777411129, model: MODEL };
const READ_HEAD = { id: 'ogzjdpL', created: 1777411129, model: MODEL };

function deltas(...choices: unknown[]) {
	return parseChunk({ ...HEAD, choices, usage: null }).deltas;
}

describe("today's shape", () => {
	it('reads a recorded token, its text once', () => {
		const event = {
			...HEAD,
			choices: [
				{
					index: 0,
					text: 'Hello',
					logprobs: null,
					finish_reason: null,
					seed: null,
					delta: { token_id: 9906, role: 'assistant', content: 'Hello' },
				},
			],
			usage: null,
		};
		expect(parseChunk(event)).toEqual({
			...READ_HEAD,
			deltas: [{ index: 0, role: 'assistant', content: 'Hello', tokenId: 9906 }],
		});
	});

	it('reads a recorded end with usage', () => {
		const usage = { prompt_tokens: 45, completion_tokens: 3, total_tokens: 48, cached_tokens: 0 };
		const event = {
			...HEAD,
			choices: [
				{
					index: 0,
					text: '',
					finish_reason: 'stop',
					seed: 15924764223251450000,
					delta: { token_id: 128009, role: 'assistant', content: '' },
				},
			],
			usage,
		};
		expect(parseChunk(event)).toEqual({
			...READ_HEAD,
			usage,
			deltas: [
				{
					index: 0,
					role: 'assistant',
					content: '',
					tokenId: 128009,
					finishReason: 'stop',
					seed: 15924764223251450000,
				},
			],
		});
	});

	it('reads usage without choices', () => {
		const usage = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
		expect(parseChunk({ ...HEAD, choices: [], usage })).toEqual({
			...READ_HEAD,
			usage,
			deltas: [],
		});
	});

	it('reads an event without anything', () => {
		expect(parseChunk({})).toEqual({ deltas: [] });
	});

	it('reads several choices, also without an index', () => {
		const [first, second] = [{ delta: { content: 'a' } }, { delta: { content: 'b' } }];
		expect(deltas({ index: 3, ...first }, second)).toEqual([
			{ index: 3, content: 'a' },
			{ index: 1, content: 'b' },
		]);
	});

	it.each([
		{
			what: 'reasoning',
			delta: { content: '', reasoning: 'Hm' },
			read: { content: '', reasoning: 'Hm', reasoningKey: 'reasoning' },
		},
		{
			what: 'reasoning_content',
			delta: { reasoning_content: 'Hm' },
			read: { reasoning: 'Hm', reasoningKey: 'reasoning_content' },
		},
		{
			what: 'reasoning_content beside an empty reasoning',
			delta: { reasoning: '', reasoning_content: 'Hm' },
			read: { reasoning: 'Hm', reasoningKey: 'reasoning_content' },
		},
		{
			what: 'null for everything',
			delta: { role: null, content: null, tool_calls: null },
			read: {},
		},
		{
			what: 'the opening of a tool call',
			delta: {
				tool_calls: [
					{
						index: 0,
						id: 'call_1',
						type: 'function',
						function: { name: 'get_weather', arguments: '' },
					},
				],
			},
			read: {
				toolCalls: [
					{ index: 0, id: 'call_1', type: 'function', name: 'get_weather', arguments: '' },
				],
			},
		},
		{
			what: 'more of a tool call',
			delta: { tool_calls: [{ index: 0, function: { arguments: '{"city":' } }] },
			read: { toolCalls: [{ index: 0, arguments: '{"city":' }] },
		},
		{
			what: 'arguments that are an object',
			delta: { tool_calls: [{ index: 0, function: { name: 'f', arguments: { a: 1 } } }] },
			read: { toolCalls: [{ index: 0, name: 'f', arguments: '{"a":1}' }] },
		},
		{
			what: 'a tool call without index, id and type',
			delta: { tool_calls: [{ id: null, type: '', function: { name: 'f' } }] },
			read: { toolCalls: [{ name: 'f' }] },
		},
		{ what: 'no tool calls', delta: { content: 'a', tool_calls: [] }, read: { content: 'a' } },
		{
			what: 'text in blocks',
			delta: {
				content: [
					{ type: 'text', text: 'Hel' },
					{ type: 'text', text: 'lo' },
				],
			},
			read: { content: 'Hello' },
		},
		{ what: 'no blocks', delta: { content: [] }, read: { content: '' } },
	])('reads a delta with $what', ({ delta, read }) => {
		expect(deltas({ index: 0, delta })).toEqual([{ index: 0, ...read }]);
	});

	it.each([
		{ what: 'a bare number', logprobs: -0.25, read: { logprobs: -0.25 } },
		{ what: 'zero', logprobs: 0, read: { logprobs: 0 } },
		{
			what: 'lists',
			logprobs: { content: [{ token: 'a' }] },
			read: { logprobs: { content: [{ token: 'a' }] } },
		},
		{ what: 'null', logprobs: null, read: {} },
	])('reads log probabilities given as $what', ({ logprobs, read }) => {
		expect(deltas({ index: 0, logprobs, delta: {} })).toEqual([{ index: 0, ...read }]);
	});

	it.each([
		{ what: 'an empty reason', finish_reason: '' },
		{ what: 'null', finish_reason: null },
	])('takes $what for no end', ({ finish_reason }) => {
		expect(deltas({ index: 0, finish_reason, delta: { content: 'a' } })).toEqual([
			{ index: 0, content: 'a' },
		]);
	});

	it('reads a message that came whole in the place of its pieces', () => {
		const message = { role: 'assistant', content: 'Hello', refusal: null };
		expect(deltas({ index: 0, message, finish_reason: 'stop' })).toEqual([
			{
				index: 0,
				role: 'assistant',
				content: 'Hello',
				finishReason: 'stop',
				messageOthers: { refusal: null },
			},
		]);
		expect(deltas({ index: 0, delta: { content: 'a' }, message })).toEqual([
			{ index: 0, content: 'a' },
		]);
	});

	it('keeps what it does not know of answer, choice and message, but not what is the event itself', () => {
		const event = {
			...HEAD,
			error: null,
			system_fingerprint: 'fp',
			choices: [
				{
					index: 0,
					text: 'a',
					top_logprobs: { a: -1 },
					stop_reason: 7,
					delta: { content: 'a', token_id: 1, function_call: null, refusal: null },
				},
			],
		};
		expect(parseChunk(event)).toEqual({
			...READ_HEAD,
			others: { system_fingerprint: 'fp' },
			deltas: [
				{
					index: 0,
					content: 'a',
					tokenId: 1,
					others: { stop_reason: 7 },
					messageOthers: { refusal: null },
				},
			],
		});
	});

	it('reads warnings and the prompt', () => {
		const additions = { warnings: [{ message: 'Careful' }], prompt: [{ text: 'Hello' }] };
		expect(parseChunk({ ...HEAD, ...additions, choices: [] })).toEqual({
			...READ_HEAD,
			...additions,
			deltas: [],
		});
	});

	it('takes a choice that is no object for an empty one', () => {
		expect(deltas(null)).toEqual([{ index: 0 }]);
	});
});

describe('older shapes', () => {
	const TOKEN = { id: 9906, text: 'Hello', logprob: 1, special: false };
	const OLD = { id: 'x-EWR', token: TOKEN, finish_reason: null, generated_text: null, stats: null };

	it.each([
		{ what: 'under delta', choices: [{ index: 0, delta: { content: 'Hello' } }] },
		{ what: 'in the choice', choices: [{ index: 0, text: 'Hello' }] },
		{ what: 'only in the token', choices: [{ index: 0 }] },
		{ what: 'in the token, without choices', choices: [] },
	])('reads text $what', ({ choices }) => {
		expect(parseChunk({ ...OLD, choices })).toEqual({
			id: 'x-EWR',
			deltas: [{ index: 0, content: 'Hello' }],
		});
	});

	it('reads the end from the top level', () => {
		const end = {
			finish_reason: 'eos',
			generated_text: 'Hello',
			choices: [{ index: 0, text: '' }],
		};
		expect(parseChunk({ ...OLD, ...end }).deltas).toEqual([
			{ index: 0, content: '', finishReason: 'eos', generatedText: 'Hello' },
		]);
	});

	it.each([
		{ what: 'in the choice', choices: [{ index: 0, text: '</s>' }] },
		{ what: 'in the token', choices: [] },
		{ what: 'under delta', choices: [{ index: 0, delta: { content: '</s>' } }] },
	])('leaves out a special token $what', ({ choices }) => {
		const special = { ...TOKEN, text: '</s>', special: true };
		const event = { ...OLD, token: special, finish_reason: 'eos', choices };
		expect(parseChunk(event).deltas).toEqual([{ index: 0, finishReason: 'eos' }]);
	});

	it('reads a stream of plain completions', () => {
		const event = {
			object: 'completion.chunk',
			choices: [{ text: 'Hi', finish_reason: 'length' }],
		};
		expect(parseChunk(event).deltas).toEqual([{ index: 0, content: 'Hi', finishReason: 'length' }]);
	});
});

describe('toChunk', () => {
	it('gives a whole completion as one chunk', () => {
		const completion = parseCompletion({
			...HEAD,
			object: 'chat.completion',
			prompt: [{ text: 'Hello' }],
			warnings: [{ message: 'Careful' }],
			usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
			choices: [
				{
					index: 0,
					finish_reason: 'stop',
					seed: 7,
					logprobs: { tokens: ['Hi'] },
					message: { role: 'assistant', content: 'Hi', reasoning_content: 'Hm', tool_calls: [] },
				},
				{
					index: 1,
					finish_reason: 'tool_calls',
					message: {
						content: null,
						tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{}' } }],
					},
				},
			],
		});
		expect(toChunk(completion)).toMatchObject({
			...READ_HEAD,
			prompt: [{ text: 'Hello' }],
			warnings: [{ message: 'Careful' }],
			usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
			deltas: [
				{
					index: 0,
					role: 'assistant',
					content: 'Hi',
					reasoning: 'Hm',
					reasoningKey: 'reasoning_content',
					finishReason: 'stop',
					logprobs: { tokens: ['Hi'] },
					seed: 7,
				},
				{
					index: 1,
					role: 'assistant',
					toolCalls: [{ id: 'c', type: 'function', index: 0, name: 'f', arguments: '{}' }],
					finishReason: 'tool_calls',
				},
			],
		});
	});

	it('leaves out what is null', () => {
		const completion = parseCompletion({ choices: [{ message: {} }] });
		expect(toChunk(completion).deltas).toEqual([{ index: 0, role: 'assistant' }]);
		expect(toChunk(completion)).not.toHaveProperty('usage');
	});

	it('keeps what is not known', () => {
		const message = {
			role: 'assistant',
			content: 'Hi',
			refusal: null,
			function_call: { name: 'f' },
		};
		const completion = parseCompletion({
			...HEAD,
			service_tier: 'x',
			choices: [{ index: 0, finish_reason: 'stop', stop_reason: 7, message }],
		});
		expect(toChunk(completion)).toEqual({
			...READ_HEAD,
			others: { service_tier: 'x' },
			deltas: [
				{
					index: 0,
					role: 'assistant',
					content: 'Hi',
					finishReason: 'stop',
					others: { stop_reason: 7 },
					messageOthers: { refusal: null, function_call: { name: 'f' } },
				},
			],
		});
	});
});
