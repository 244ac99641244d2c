import { parseCompletion } from '../../../../nodes/shared/chat/parseCompletion';
import { resultOf } from '../../../support/exchange';
import type { ChatCompletion } from '../../../../nodes/shared/chat/types';
import {
	simplifyResult,
	simplifyFinishReason,
	simplifyUsage,
} from '../../../../nodes/shared/chat/result/output';

const HEAD = { id: 'o1', model: 'm' };
const USAGE = { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 };

/** The simplified output of a completion that needed one request. */
function simplify(completion: ChatCompletion) {
	return simplifyResult(resultOf(completion));
}

function simplifyJson(value: object) {
	return simplify(parseCompletion({ ...HEAD, ...value }));
}

/** What a single message becomes. */
function simplifyMessage(message: object) {
	const [output] = simplifyJson({ choices: [{ finish_reason: 'stop', message }] });
	return output;
}

const PLAIN = { text: 'Hi', finishReason: 'stop', ...HEAD };

it('gives text, reason, model, id and tokens', () => {
	const choices = [{ finish_reason: 'stop', message: { content: 'Hi', tool_calls: [] } }];
	expect(simplifyJson({ choices, usage: USAGE })).toEqual([
		{ ...PLAIN, tokenUsage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 } },
	]);
});

it.each([
	{ what: 'null as an empty text', message: { content: null }, output: { text: '' } },
	{ what: 'reasoning', message: { content: 'Hi', reasoning: 'Hm' }, output: { reasoning: 'Hm' } },
	{
		what: 'reasoning_content as reasoning',
		message: { content: 'Hi', reasoning_content: 'Hm' },
		output: { reasoning: 'Hm' },
	},
	{ what: 'no empty reasoning', message: { content: 'Hi', reasoning: '' }, output: {} },
	{
		what: 'parsed arguments of a tool call',
		message: {
			content: null,
			tool_calls: [{ id: 'c', function: { name: 'f', arguments: '{"city":"Paris"}' } }],
		},
		output: { text: '', toolCalls: [{ id: 'c', name: 'f', arguments: { city: 'Paris' } }] },
	},
	{
		what: 'a tool call without arguments',
		message: { content: '', tool_calls: [{ id: 'c', function: { name: 'f', arguments: '' } }] },
		output: { text: '', toolCalls: [{ id: 'c', name: 'f', arguments: {} }] },
	},
])('gives $what', ({ message, output }) => {
	expect(simplifyMessage(message)).toEqual({ ...PLAIN, ...output });
});

it('gives arguments that are not JSON as they came', () => {
	const call = { id: 'c', function: { name: 'f', arguments: '{"city":' } };
	expect(simplifyMessage({ content: null, tool_calls: [call] })).toMatchObject({
		toolCalls: [{ id: 'c', name: 'f', arguments: '{"city":' }],
	});
});

it('gives one entry per choice, with the tokens and warnings on the first only', () => {
	const choices = ['a', 'b', 'c'].map((content, index) => ({
		index,
		finish_reason: 'stop',
		message: { content },
	}));
	const warnings = [{ message: 'Careful' }];
	expect(simplifyJson({ choices, usage: USAGE, warnings })).toEqual([
		{
			...PLAIN,
			text: 'a',
			choiceIndex: 0,
			tokenUsage: { promptTokens: 3, completionTokens: 4, totalTokens: 7 },
			warnings: ['Careful'],
		},
		{ ...PLAIN, text: 'b', choiceIndex: 1 },
		{ ...PLAIN, text: 'c', choiceIndex: 2 },
	]);
});

it('gives no tokens where none were told', () => {
	const choices = [{ finish_reason: 'stop', message: { content: 'Hi' } }];
	expect(simplifyJson({ choices, usage: null })).toEqual([PLAIN]);
});

it('never gives a key named error', () => {
	const choices = [{ finish_reason: 'stop', error: 'x', message: { content: 'Hi', error: 'x' } }];
	const outputs = simplifyJson({ choices, error: null });
	expect(outputs).toHaveLength(1);
	for (const output of outputs) expect(output).not.toHaveProperty('error');
});

it.each([
	['eos', 'stop'],
	['stop', 'stop'],
	['length', 'length'],
	['tool_calls', 'tool_calls'],
	['something_new', 'something_new'],
	[null, null],
])('tells the finish reason %p as %p', (finish_reason, told) => {
	expect(simplifyFinishReason(finish_reason)).toBe(told);
});

it.each([
	{ what: 'beside the others', usage: { cached_tokens: 2 }, told: { cachedTokens: 2 } },
	{ what: 'of zero', usage: { cached_tokens: 0 }, told: { cachedTokens: 0 } },
	{
		what: 'in the details',
		usage: { prompt_tokens_details: { cached_tokens: 2 } },
		told: { cachedTokens: 2 },
	},
	{
		what: 'beside the others before those in the details',
		usage: { cached_tokens: 2, prompt_tokens_details: { cached_tokens: 5 } },
		told: { cachedTokens: 2 },
	},
	{ what: 'that are not told as absent', usage: { prompt_tokens_details: null }, told: {} },
])('tells cached tokens $what', ({ usage, told }) => {
	expect(simplifyUsage({ ...USAGE, ...usage })).toEqual({
		promptTokens: 3,
		completionTokens: 4,
		totalTokens: 7,
		...told,
	});
});

it('tells reasoning tokens, which are part of the completion', () => {
	const usage = { ...USAGE, completion_tokens_details: { reasoning_tokens: 3 } };
	expect(simplifyUsage(usage)).toEqual({
		promptTokens: 3,
		completionTokens: 4,
		totalTokens: 7,
		reasoningTokens: 3,
	});
});
