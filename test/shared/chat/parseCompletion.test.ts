import { parseCompletion } from '../../../nodes/shared/chat/parseCompletion';
import { failing } from '../../support/failing';

/** As recorded from the API, with nulls that were not on the wire removed. */
const TOOL_CALL = {
	id: 'oBUth9w-62bZhn-9801a3026bd20c8a',
	object: 'chat.completion',
	created: 1758039055,
	model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo-Free',
	prompt: [],
	choices: [
		{
			finish_reason: 'tool_calls',
			index: 0,
			logprobs: null,
			seed: 977986247412336500,
			message: {
				role: 'assistant',
				content: null,
				tool_calls: [
					{
						id: 'call_8prwkicthj6bjfqa9ye64y2b',
						type: 'function',
						index: 0,
						function: { name: 'get_weather', arguments: '{"city":"Tokyo"}' },
					},
				],
			},
		},
	],
	usage: { completion_tokens: 24, prompt_tokens: 193, total_tokens: 217, cached_tokens: 0 },
};

/** A completion with one choice whose message has these fields. */
function withMessage(message: object): object {
	return { id: 'o1', choices: [{ index: 0, finish_reason: 'stop', message }] };
}

function messageOf(message: object): object | undefined {
	return parseCompletion(withMessage(message)).choices[0]?.message;
}

it('gives a recorded completion as it is', () => {
	expect(parseCompletion(TOOL_CALL)).toEqual(TOOL_CALL);
});

it('keeps fields it does not know', () => {
	const completion = {
		...TOOL_CALL,
		metadata: { weight_version: 'default' },
		choices: [
			{
				...TOOL_CALL.choices[0],
				top_logprobs: { a: -1 },
				message: {
					role: 'assistant',
					content: 'Hi',
					refusal: null,
					annotations: [],
					tool_calls: [],
				},
			},
		],
	};
	expect(parseCompletion(completion)).toEqual(completion);
});

it('keeps fields of the usage it does not know', () => {
	const usage = {
		...TOOL_CALL.usage,
		prompt_tokens_details: { cached_tokens: 5, audio_tokens: 1 },
	};
	expect(parseCompletion({ ...TOOL_CALL, usage })).toEqual({ ...TOOL_CALL, usage });
});

it('fills what an answer lacks', () => {
	expect(parseCompletion({ choices: [{ message: { content: 'Hi' } }, {}] })).toEqual({
		id: '',
		object: 'chat.completion',
		created: 0,
		model: '',
		usage: null,
		prompt: [],
		choices: [
			{
				index: 0,
				finish_reason: null,
				logprobs: null,
				seed: null,
				message: { role: 'assistant', content: 'Hi', tool_calls: [] },
			},
			{
				index: 1,
				finish_reason: null,
				logprobs: null,
				seed: null,
				message: { role: 'assistant', content: null, tool_calls: [] },
			},
		],
	});
});

it('never has a top-level error', () => {
	expect(parseCompletion({ ...TOOL_CALL, error: null })).toEqual(TOOL_CALL);
	expect(parseCompletion({ ...TOOL_CALL, error: null })).not.toHaveProperty('error');
});

it.each([
	{
		what: 'text',
		message: { role: 'assistant', content: 'Hi' },
		read: { role: 'assistant', content: 'Hi' },
	},
	{
		what: 'blocks of text',
		message: {
			content: [
				{ type: 'text', text: 'Good ' },
				{ type: 'text', text: 'day' },
			],
		},
		read: { role: 'assistant', content: 'Good day' },
	},
	{
		what: 'only the text of blocks',
		message: { content: [{ type: 'image_url' }, 'x', { text: 'day' }] },
		read: { role: 'assistant', content: 'day' },
	},
	{
		what: 'what is thought in blocks as reasoning',
		message: {
			content: [
				{
					type: 'thinking',
					thinking: [
						{ type: 'text', text: 'H' },
						{ type: 'text', text: 'm' },
					],
				},
				{ type: 'thinking', thinking: '?' },
				{ type: 'text', text: 'Hi' },
			],
		},
		read: { role: 'assistant', content: 'Hi', reasoning: 'Hm?' },
	},
	{
		what: 'a tool call with an empty id, and more than is known of it',
		message: {
			content: null,
			tool_calls: [
				{ id: '', extra_content: { a: 1 }, function: { name: 'f', arguments: '{}' }, custom: {} },
			],
		},
		read: {
			role: 'assistant',
			content: null,
			tool_calls: [
				{
					id: expect.stringMatching(/^[0-9a-f]{9}$/) as string,
					type: 'function',
					index: 0,
					extra_content: { a: 1 },
					function: { name: 'f', arguments: '{}' },
				},
			],
		},
	},
	{
		what: 'a call of a custom tool',
		message: {
			content: null,
			tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'print(1)' } }],
		},
		read: {
			role: 'assistant',
			content: null,
			tool_calls: [
				{ id: 'c', type: 'custom', index: 0, custom: { name: 'run', input: 'print(1)' } },
			],
		},
	},
	{
		what: 'reasoning',
		message: { content: 'Hi', reasoning: 'Hm' },
		read: { role: 'assistant', content: 'Hi', reasoning: 'Hm' },
	},
	{
		what: 'reasoning_content under its own name',
		message: { content: 'Hi', reasoning_content: 'Hm' },
		read: { role: 'assistant', content: 'Hi', reasoning_content: 'Hm' },
	},
	{
		what: 'an empty list of tool calls',
		message: { content: 'Hi', tool_calls: [] },
		read: { role: 'assistant', content: 'Hi', tool_calls: [] },
	},
	{
		what: 'a tool call with its arguments as an object',
		message: {
			content: null,
			tool_calls: [{ id: 'c', function: { name: 'f', arguments: { a: 1 } } }],
		},
		read: {
			role: 'assistant',
			content: null,
			tool_calls: [
				{ id: 'c', type: 'function', index: 0, function: { name: 'f', arguments: '{"a":1}' } },
			],
		},
	},
	{
		what: 'a tool call that lacks all',
		message: { tool_calls: [{}] },
		read: {
			role: 'assistant',
			content: null,
			tool_calls: [
				{
					id: expect.stringMatching(/^[0-9a-f]{9}$/) as string,
					type: 'function',
					index: 0,
					function: { name: '', arguments: '{}' },
				},
			],
		},
	},
])('reads a message with $what', ({ message, read }) => {
	expect(messageOf(message)).toEqual({ tool_calls: [], ...read });
});

it('reads the text of a plain completion as a message', () => {
	const [choice] = parseCompletion({ choices: [{ text: 'Hi', finish_reason: 'eos' }] }).choices;
	expect(choice).toMatchObject({
		finish_reason: 'eos',
		message: { role: 'assistant', content: 'Hi' },
	});
});

it.each([
	{ what: 'warnings', value: { warnings: [{ message: 'Careful' }] } },
	{ what: 'a prompt', value: { prompt: [{ text: 'Hello', logprobs: { tokens: ['Hello'] } }] } },
])('keeps $what', ({ value }) => {
	expect(parseCompletion({ ...TOOL_CALL, ...value })).toEqual({ ...TOOL_CALL, ...value });
});

it.each([
	{ what: 'a text', warnings: 'Careful' },
	{ what: 'texts', warnings: ['Careful'] },
	{ what: 'an object', warnings: { message: 'Careful' } },
	{ what: 'null', warnings: null },
])('leaves out warnings that are $what: they are not what the type says', ({ warnings }) => {
	expect(parseCompletion({ ...TOOL_CALL, warnings })).not.toHaveProperty('warnings');
});

it('leaves out tool calls that are not a list', () => {
	expect(messageOf({ content: 'Hi', tool_calls: 'none' })).toEqual({
		role: 'assistant',
		content: 'Hi',
		tool_calls: [],
	});
});

it('leaves out reasoning that is not text', () => {
	expect(messageOf({ content: 'Hi', reasoning: { text: 'Hm' } })).toEqual({
		role: 'assistant',
		content: 'Hi',
		tool_calls: [],
	});
});

it.each([
	{ what: 'an empty list', value: { id: 'o1', choices: [] }, holds: 'id, choices' },
	{ what: 'another object', value: { status: 'ok' }, holds: 'status' },
	{ what: 'an empty object', value: {}, holds: 'nothing' },
	{ what: 'choices that are no list', value: { choices: {} }, holds: 'choices' },
	{ what: 'a text', value: 'hello', holds: 'string' },
])('refuses $what and says what came', ({ value, holds }) => {
	expect(() => parseCompletion(value)).toThrow(
		failing({
			name: 'ApiError',
			kind: 'malformed',
			message: `The answer holds no choices. It holds: ${holds}`,
		}),
	);
});

it('takes an empty finish reason for none', () => {
	const choices = [{ finish_reason: '', message: { content: 'Hi' } }];
	expect(parseCompletion({ choices }).choices[0]?.finish_reason).toBeNull();
});

it.each([
	{ what: 'with words', said: { message: 'engine died' }, message: 'engine died' },
	{ what: 'without', said: {}, message: 'The server reported an error without saying which' },
])('takes a choice that ends in an error for one, $what', ({ said, message }) => {
	const [good, bad] = [{ finish_reason: 'stop' }, { finish_reason: 'error' }];
	const answer = { ...said, choices: [good, bad] };
	expect(() => parseCompletion(answer)).toThrow(
		failing({ name: 'ApiError', kind: 'reported', message }),
	);
});
