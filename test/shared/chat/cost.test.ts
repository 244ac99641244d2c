import fc from 'fast-check';

import { usageOf } from '../../support/choices';
import { costOf } from '../../../nodes/shared/chat/cost';

it.each([
	{
		name: 'input and output',
		usage: usageOf(1_000_000, 500_000),
		pricing: { input: 1, output: 3 },
		cost: { total: 2.5, input: 1, output: 1.5 },
	},
	{
		name: 'cached input at its own price',
		usage: usageOf(1_000_000, 0, { cached_tokens: 400_000 }),
		pricing: { input: 1, output: 3, cachedInput: 0.25 },
		cost: { total: 0.7, input: 0.7, output: 0 },
	},
	{
		name: 'cached input told in the details',
		usage: usageOf(1_000_000, 0, { prompt_tokens_details: { cached_tokens: 400_000 } }),
		pricing: { input: 1, output: 3, cachedInput: 0.25 },
		cost: { total: 0.7, input: 0.7, output: 0 },
	},
	{
		name: 'cached input that is free',
		usage: usageOf(1_000_000, 0, { cached_tokens: 400_000 }),
		pricing: { input: 1, output: 3, cachedInput: 0 },
		cost: { total: 0.6, input: 0.6, output: 0 },
	},
	{
		name: 'cached input as any other where it has no price',
		usage: usageOf(1_000_000, 0, { cached_tokens: 400_000 }),
		pricing: { input: 1, output: 3 },
		cost: { total: 1, input: 1, output: 0 },
	},
	{
		name: 'reasoning as part of the output, once',
		usage: usageOf(0, 100, { completion_tokens_details: { reasoning_tokens: 90 } }),
		pricing: { input: 1, output: 3 },
		cost: { total: 0.0003, input: 0, output: 0.0003 },
	},
	{
		name: 'one token of a cheap model',
		usage: usageOf(1, 1),
		pricing: { input: 0.02, output: 0.05 },
		cost: { total: 0.00000007, input: 0.00000002, output: 0.00000005 },
	},
	{
		name: 'a free model',
		usage: usageOf(10, 10),
		pricing: { input: 0, output: 0 },
		cost: { total: 0, input: 0, output: 0 },
	},
	{
		name: 'without the noise of binary fractions',
		usage: usageOf(3, 0),
		pricing: { input: 0.1, output: 0.1 },
		cost: { total: 0.0000003, input: 0.0000003, output: 0 },
	},
])('prices $name', ({ usage, pricing, cost }) => {
	expect(costOf(usage, pricing)).toEqual({ ...cost, currency: 'USD' });
});

it('never gives a negative cost, nor parts that do not make the total', () => {
	const count = fc.nat({ max: 10_000_000 });
	const price = fc.double({ min: 0, max: 100, noNaN: true });
	fc.assert(
		fc.property(count, count, count, price, price, price, (all, cached, out, a, b, c) => {
			const usage = usageOf(all, out, { cached_tokens: Math.min(all, cached) });
			const cost = costOf(usage, { input: a, output: b, cachedInput: c });
			expect(Math.min(cost.total, cost.input, cost.output)).toBeGreaterThanOrEqual(0);
			expect(cost.total).toBeCloseTo(cost.input + cost.output, 8);
		}),
	);
});
