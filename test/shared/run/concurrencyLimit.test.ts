import { ConcurrencyLimit } from '../../../nodes/shared/run/concurrencyLimit';

/** Feeds rounds of requests in which `capacity` succeed together and the rest is throttled together. */
function round(limit: ConcurrencyLimit, capacity: number, now: number): { throttled: number } {
	const inFlight = limit.current;
	const era = limit.currentEra;
	const throttled = Math.max(0, inFlight - capacity);
	for (let done = 0; done < inFlight; done++) {
		if (done < throttled) limit.throttled(era, inFlight - done, 1000, now);
		else limit.succeeded(era, limit.current, now);
	}
	return { throttled };
}

describe('ConcurrencyLimit', () => {
	it('starts with a handful and doubles with every round that succeeds', () => {
		const limit = new ConcurrencyLimit();
		const seen = [limit.current];
		for (let now = 0; now < 3; now++) {
			round(limit, Infinity, now);
			seen.push(limit.current);
		}

		expect(seen).toEqual([8, 16, 32, 64]);
	});

	it('does not grow while nobody reaches it', () => {
		const limit = new ConcurrencyLimit();
		for (let success = 0; success < 100; success++) limit.succeeded(0, 3, 0);

		expect(limit.current).toBe(8);
	});

	it('halves once for all that were refused together', () => {
		const limit = new ConcurrencyLimit();
		round(limit, Infinity, 0);
		round(limit, Infinity, 0);
		expect(limit.current).toBe(32);
		round(limit, 20, 0);

		expect(limit.current).toBe(16);
	});

	it('then keeps just below what was refused, without being throttled again', () => {
		const limit = new ConcurrencyLimit();
		round(limit, Infinity, 0);
		round(limit, Infinity, 0);
		round(limit, 20, 0);
		let throttled = 0;
		for (let rounds = 0; rounds < 50; rounds++) throttled += round(limit, 20, 100).throttled;

		expect(throttled).toBe(0);
		expect(limit.current).toBe(19);
	});

	it('tries more once the refusal has become old', () => {
		const limit = new ConcurrencyLimit();
		round(limit, 7, 0);
		for (let rounds = 0; rounds < 50; rounds++) round(limit, Infinity, 100);
		const held = limit.current;
		for (let rounds = 0; rounds < 100; rounds++) round(limit, Infinity, 60_000);

		expect(held).toBeLessThan(8);
		expect(limit.current).toBeGreaterThan(30);
	});

	it('is never below one, however often it is throttled', () => {
		const limit = new ConcurrencyLimit();
		for (let rounds = 0; rounds < 20; rounds++) round(limit, 0, rounds);

		expect(limit.current).toBe(1);
	});

	it('takes successes of requests that began before a throttle for nothing', () => {
		const limit = new ConcurrencyLimit();
		const before = limit.currentEra;
		limit.throttled(before, 8, 1000, 0);
		for (let success = 0; success < 100; success++) limit.succeeded(before, 8, 0);

		expect(limit.current).toBe(4);
	});
});
