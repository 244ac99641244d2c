import fc from 'fast-check';

import { usageOf } from '../../support/choices';
import { addUsage, cachedTokens, reasoningTokens } from '../../../nodes/shared/chat/usage';

const details = (cached: number) => ({ prompt_tokens_details: { cached_tokens: cached } });
const thought = (tokens: number) => ({ completion_tokens_details: { reasoning_tokens: tokens } });

it.each([
	{ name: 'nothing and nothing', a: null, b: undefined, sum: null },
	{ name: 'nothing and one', a: null, b: usageOf(1, 2), sum: usageOf(1, 2) },
	{ name: 'one and nothing', a: usageOf(1, 2), b: null, sum: usageOf(1, 2) },
	{ name: 'two', a: usageOf(1, 2), b: usageOf(10, 20), sum: usageOf(11, 22) },
	{
		name: 'cached tokens, wherever they are told',
		a: usageOf(1, 2, { cached_tokens: 1 }),
		b: usageOf(10, 20, details(5)),
		sum: usageOf(11, 22, { cached_tokens: 6 }),
	},
	{
		name: 'cached tokens that only one tells',
		a: usageOf(1, 2),
		b: usageOf(10, 20, { cached_tokens: 0 }),
		sum: usageOf(11, 22, { cached_tokens: 0 }),
	},
	{
		name: 'reasoning tokens',
		a: usageOf(1, 2, thought(1)),
		b: usageOf(10, 20, thought(15)),
		sum: usageOf(11, 22, thought(16)),
	},
	{
		name: 'reasoning tokens that only one tells',
		a: usageOf(1, 2, thought(1)),
		b: usageOf(10, 20),
		sum: usageOf(11, 22, thought(1)),
	},
])('adds up $name', ({ a, b, sum }) => {
	expect(addUsage(a, b)).toEqual(sum);
});

it('does not depend on the order of the requests', () => {
	const usage = fc
		.record({ prompt: fc.nat(), completion: fc.nat(), cached: fc.option(fc.nat()) })
		.map(({ prompt, completion, cached }) =>
			usageOf(prompt, completion, cached === null ? {} : { cached_tokens: cached }),
		);
	fc.assert(
		fc.property(usage, usage, usage, (a, b, c) => {
			expect(addUsage(addUsage(a, b), c)).toEqual(addUsage(addUsage(c, a), b));
		}),
	);
});

it('tells cached and reasoning tokens, or that they are not told', () => {
	expect([cachedTokens(usageOf(1, 1)), reasoningTokens(usageOf(1, 1))]).toEqual([
		undefined,
		undefined,
	]);
	expect(cachedTokens(usageOf(1, 1, { cached_tokens: 3, ...details(5) }))).toBe(3);
	expect(cachedTokens(usageOf(1, 1, details(5)))).toBe(5);
	expect(reasoningTokens(usageOf(1, 1, thought(7)))).toBe(7);
});
