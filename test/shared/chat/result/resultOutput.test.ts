import { completionOf, usageOf } from '../../../support/choices';
import type { ChatResult } from '../../../../nodes/shared/chat/result/exchange';
import { resultOf } from '../../../support/exchange';
import { simplifyResult } from '../../../../nodes/shared/chat/result/output';

function answerOf(message: object, more: Partial<ChatResult> = {}): ChatResult {
	return resultOf(completionOf(message), { usage: null, ...more });
}

const PLAIN = { text: 'Hi', finishReason: 'stop', model: 'm', id: 'o1' };
const CALL = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{"a":1}' } };

it('separates the thoughts in tags from the text', () => {
	expect(simplifyResult(answerOf({ content: '<think>Hm</think>\nHi' }))).toEqual([
		{ ...PLAIN, reasoning: 'Hm' },
	]);
});

it.each([{ a: 1 }, [], null, 0, ''])('puts the data %j beside the text', (data) => {
	expect(simplifyResult(answerOf({ content: 'Hi' }, { data: [data] }))).toEqual([
		{ ...PLAIN, data },
	]);
});

it('shows the tokens of all requests, not those of the last', () => {
	const completion = completionOf({ content: 'Hi' }, 'stop', usageOf(1, 1));
	const answer = resultOf(completion, { usage: usageOf(10, 5) });
	expect(simplifyResult(answer)).toEqual([
		{ ...PLAIN, tokenUsage: { promptTokens: 10, completionTokens: 5, totalTokens: 15 } },
	]);
});

it('adds messages where they were asked for', () => {
	const messages = [{ role: 'user', content: 'Hello' } as const];
	const additions = { messages };
	expect(simplifyResult(answerOf({ content: 'Hi' }), additions)).toEqual([{ ...PLAIN, messages }]);
});

it('lists the calls that were made with their results, then those that were not', () => {
	const made = { id: 'c0', name: 'the tool', arguments: {}, result: 'done' };
	const answer = answerOf({ content: 'Hi', tool_calls: [CALL] }, { calls: [made] });
	expect(simplifyResult(answer)).toEqual([
		{ ...PLAIN, toolCalls: [made, { id: 'c1', name: 'f', arguments: { a: 1 } }] },
	]);
});

it('says which arguments are not JSON', () => {
	const call = { ...CALL, function: { name: 'f', arguments: '{"a":' } };
	expect(simplifyResult(answerOf({ content: 'Hi', tool_calls: [call] }))).toEqual([
		{
			...PLAIN,
			toolCalls: [
				{
					id: 'c1',
					name: 'f',
					arguments: '{"a":',
					argumentsError: 'The model wrote arguments that are not valid JSON',
				},
			],
		},
	]);
});

it('warns when the rounds for tools were used up', () => {
	const completion = { ...completionOf({ content: 'Hi' }), warnings: [{ message: 'Careful' }] };
	expect(simplifyResult(resultOf(completion, { isUnfinished: true }))).toEqual([
		{
			...PLAIN,
			warnings: ['Careful', 'Stopped at Max Tool Rounds: the last tool calls were not made'],
		},
	]);
});

it('shows the prompt that was echoed', () => {
	const prompt = [{ text: 'Say ' }, { text: 'hi' }, { logprobs: {} }];
	const completion = { ...completionOf({ content: 'Hi' }), prompt };
	expect(simplifyResult(resultOf(completion))).toEqual([{ ...PLAIN, prompt: 'Say hi' }]);
});

it('gives what belongs to the whole answer once, and data and probabilities per choice', () => {
	const logprobs = { tokens: ['x'], token_logprobs: [-1] };
	const completion = completionOf({ content: 'Hi' });
	const [choice] = completion.choices;
	const choices = choice ? [choice, { ...choice, index: 1, logprobs }] : [];
	const made = { id: 'c0', name: 'the tool', arguments: {}, result: 'done' };
	const answer = resultOf(
		{ ...completion, choices },
		{ data: [1, 2], calls: [made], usage: usageOf(1, 2) },
	);
	expect(simplifyResult(answer, { messages: [] })).toEqual([
		{
			...PLAIN,
			choiceIndex: 0,
			data: 1,
			toolCalls: [made],
			tokenUsage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 },
			messages: [],
		},
		{ ...PLAIN, choiceIndex: 1, data: 2, logprobs: [{ token: 'x', logprob: -1 }] },
	]);
});
