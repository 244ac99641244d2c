import type { ChatCompletionDelta } from '../../../../nodes/shared/chat/types';
import { TokenLogprobs } from '../../../../nodes/shared/chat/logprobs';

function collect(...deltas: Array<Omit<ChatCompletionDelta, 'index'>>) {
	const logprobs = new TokenLogprobs();
	for (const delta of deltas) logprobs.add({ index: 0, ...delta });
	return logprobs.value();
}

it('is null where none came', () => {
	expect(collect()).toBeNull();
	expect(collect({ content: 'a', tokenId: 1 })).toBeNull();
});

it('collects the numbers of a stream as the lists of a single answer', () => {
	expect(
		collect(
			{ content: 'Hel', tokenId: 7, logprobs: -0.5 },
			{ content: 'lo', tokenId: 8, logprobs: 0 },
		),
	).toEqual({ tokens: ['Hel', 'lo'], token_ids: [7, 8], token_logprobs: [-0.5, 0] });
});

it('keeps the lists parallel where a token has no id', () => {
	expect(
		collect(
			{ content: 'a', tokenId: 1, logprobs: -1 },
			{ content: 'b', logprobs: -2 },
			{ content: 'c', tokenId: 3, logprobs: -3 },
		),
	).toEqual({ tokens: ['a', 'b', 'c'], token_ids: [1, null, 3], token_logprobs: [-1, -2, -3] });
});

it('joins parallel lists that come piece by piece', () => {
	expect(
		collect(
			{ logprobs: { tokens: ['a'], token_logprobs: [-1] } },
			{ logprobs: { tokens: ['b', 'c'], token_logprobs: [-2, -3] } },
		),
	).toEqual({ tokens: ['a', 'b', 'c'], token_logprobs: [-1, -2, -3] });
});

it("joins OpenAI's list of content", () => {
	const [a, b] = [
		{ token: 'a', logprob: -1 },
		{ token: 'b', logprob: -2 },
	];
	expect(
		collect({ logprobs: { content: [a], refusal: null } }, { logprobs: { content: [b] } }),
	).toEqual({ content: [a, b], refusal: null });
});

it('does not change the lists it was given', () => {
	const first = { tokens: ['a'] };
	collect({ logprobs: first }, { logprobs: { tokens: ['b'] } });
	expect(first).toEqual({ tokens: ['a'] });
});
