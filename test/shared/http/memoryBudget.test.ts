import * as fc from 'fast-check';

import type { ApiError } from '../../../nodes/shared/http/errors';
import { MemoryBudget } from '../../../nodes/shared/http/memoryBudget';

const MB = 1024 * 1024;

/** Answers that grow in turns, and which of them were ended. */
function grow(maxBytes: number, steps: Array<{ answer: number; bytes: number }>) {
	const budget = new MemoryBudget(maxBytes);
	const ended = new Map<number, ApiError>();
	const sizes = new Map<number, number>();
	const answers = Array.from({ length: 5 }, (_, answer) =>
		budget.open((error) => ended.set(answer, error)),
	);
	let most = 0;
	for (const { answer, bytes } of steps) {
		if (ended.has(answer)) continue;
		const size = (sizes.get(answer) ?? 0) + bytes;
		sizes.set(answer, size);
		answers[answer]?.resize(size);
		for (const gone of ended.keys()) sizes.delete(gone);
		most = Math.max(
			most,
			[...sizes.values()].reduce((sum, held) => sum + held, 0),
		);
	}
	return { ended, most };
}

it('ends the largest, with words on what to do', () => {
	const { ended } = grow(10 * MB, [
		{ answer: 0, bytes: 6 * MB },
		{ answer: 1, bytes: 4 * MB },
		{ answer: 1, bytes: 1 },
	]);
	expect([...ended.keys()]).toEqual([0]);
	expect(ended.get(0)).toMatchObject({
		kind: 'tooLarge',
		message:
			'The answers that are read at the same time are larger than 10 MB together, and this one is the largest: lower Requests > Max Concurrency',
	});
});

it('never holds more than the budget, and ends none that has less than its share', () => {
	const step = fc.record({
		answer: fc.integer({ min: 0, max: 4 }),
		bytes: fc.integer({ min: 1, max: 30 }),
	});
	fc.assert(
		fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
			expect(grow(100, steps).most).toBeLessThanOrEqual(100);
			const ofFour = steps.filter(({ answer }) => answer > 0).map((one) => ({ ...one, bytes: 1 }));
			const small = Array.from({ length: 20 }, () => ({ answer: 0, bytes: 1 }));
			expect(grow(100, [...small, ...ofFour, ...ofFour]).ended.has(0)).toBe(false);
		}),
	);
});

it('gives back what an answer held that was read or given up', () => {
	const ended = jest.fn();
	const budget = new MemoryBudget(100);
	for (let count = 0; count < 10; count++) {
		const answer = budget.open(ended);
		answer.resize(90);
		answer.release();
		answer.resize(1_000);
	}
	expect(ended).not.toHaveBeenCalled();
});
