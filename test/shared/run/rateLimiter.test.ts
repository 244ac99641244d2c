import { setMaxListeners } from 'node:events';

import { RateLimiter, type Permit } from '../../../nodes/shared/run/rateLimiter';
import { rateLimiterFor } from '../../../nodes/shared/run/rateLimiter';

const NEVER = new AbortController().signal;
setMaxListeners(0, NEVER);
const REQUEST = { isRetry: false, spacingMs: 0, patienceMs: 0, signal: NEVER };

/** Asks for leave and keeps what comes of it in order. */
class Requests {
	readonly admitted: Array<{ name: string; at: number; permit: Permit }> = [];

	constructor(private readonly limiter: RateLimiter) {}

	ask(name: string, options: Partial<typeof REQUEST> = {}): Promise<void> {
		return this.limiter
			.acquire({ ...REQUEST, ...options })
			.then((permit) => void this.admitted.push({ name, at: Date.now(), permit }));
	}

	get names(): string[] {
		return this.admitted.map(({ name }) => name);
	}

	permit(name: string): Permit {
		const found = this.admitted.find((request) => request.name === name);
		if (!found) throw new Error(`${name} was not admitted`);
		return found.permit;
	}
}

const many = (count: number) => Array.from({ length: count }, (_, index) => `r${index}`);

describe('RateLimiter', () => {
	let limiter: RateLimiter;
	let requests: Requests;

	beforeEach(() => {
		jest.useFakeTimers({ now: 0 });
		limiter = new RateLimiter();
		requests = new Requests(limiter);
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	/** Passes time and lets everybody go on. */
	const pass = async (ms: number) => await jest.advanceTimersByTimeAsync(ms);

	it('admits eight at first, in order, and two more for every success', async () => {
		for (const name of many(12)) void requests.ask(name);
		await pass(0);
		expect(requests.names).toEqual(many(8));

		requests.permit('r0').succeeded();
		await pass(0);
		expect(requests.names).toEqual(many(10));
	});

	it('admits the next when one failed, without growing', async () => {
		for (const name of many(12)) void requests.ask(name);
		await pass(0);
		requests.permit('r0').failed();
		await pass(0);

		expect(requests.names).toEqual(many(9));
	});

	describe('throttles that name no time', () => {
		const REASON = new Error('Too many');

		/** Lets one request after the other be refused. */
		async function refuse(times: number, waitMs?: number): Promise<void> {
			for (let turn = 0; turn < times; turn++) {
				const name = `turn ${requests.names.length}`;
				void requests.ask(name);
				await pass(60_000);
				requests.permit(name).throttled(waitMs, REASON);
			}
		}

		it('are told to those who wait after ten in a row', async () => {
			await refuse(9);
			const waiting = requests.ask('last');
			const told = expect(limiter.acquire(REQUEST)).rejects.toMatchObject({ reason: REASON });
			await pass(60_000);
			await waiting;
			requests.permit('last').throttled(undefined, REASON);
			await told;
			await expect(limiter.acquire(REQUEST)).rejects.toMatchObject({ reason: REASON });
		});

		it('are waited for where a success comes between them, or a time is named', async () => {
			await refuse(9);
			void requests.ask('good');
			await pass(60_000);
			requests.permit('good').succeeded();
			await refuse(9);
			await refuse(20, 5);
			void requests.ask('served');
			await pass(60_000);
			expect(requests.names).toContain('served');
		});
	});

	it('makes everybody wait for as long as the server asks', async () => {
		for (const name of many(12)) void requests.ask(name);
		await pass(0);
		for (const name of many(8)) {
			if (name === 'r0') requests.permit(name).throttled(2000);
			else requests.permit(name).succeeded();
		}
		await pass(1999);
		expect(requests.names).toEqual(many(8));
		await pass(1);
		expect(requests.names).toEqual(many(12));
	});

	it('pauses for a growing time when the server does not say how long', async () => {
		const pauses: number[] = [];
		for (let throttles = 0; throttles < 9; throttles++) {
			await requests.ask(`r${throttles}`);
			const asked = Date.now();
			requests.permit(`r${throttles}`).throttled(undefined);
			const next = requests.ask('next');
			await jest.runAllTimersAsync();
			await next;
			pauses.push(Date.now() - asked);
			requests.admitted.at(-1)?.permit.failed();
		}

		expect(Math.min(...pauses)).toBeGreaterThanOrEqual(250);
		expect(Math.max(...pauses)).toBeLessThanOrEqual(30_000);
		expect(Math.max(...pauses)).toBeGreaterThan(2_000);
	});

	it('admits one that was refused before those that have not begun', async () => {
		for (const name of many(10)) void requests.ask(name);
		await pass(0);
		void requests.ask('again', { isRetry: true });
		requests.permit('r0').failed();
		await pass(0);

		expect(requests.names.at(-1)).toBe('again');
	});

	it('spreads starts evenly when it is told to', async () => {
		for (const name of many(4)) void requests.ask(name, { spacingMs: 500 });
		await pass(5000);

		expect(requests.admitted.map(({ at }) => at)).toEqual([0, 500, 1000, 1500]);
	});

	it('keeps starts even after a pause, too', async () => {
		await requests.ask('first', { spacingMs: 500 });
		requests.permit('first').throttled(2000);
		for (const name of many(3)) void requests.ask(name, { spacingMs: 500 });
		await pass(10_000);

		expect(requests.admitted.map(({ at }) => at)).toEqual([0, 2000, 2500, 3000]);
	});

	it('keeps its pace when the clock of the machine is set back', async () => {
		await requests.ask('first', { spacingMs: 500 });
		requests.permit('first').throttled(2000);
		jest.setSystemTime(-3_600_000);
		for (const name of many(2)) void requests.ask(name, { spacingMs: 500 });
		await pass(2500);

		expect(requests.names).toEqual(['first', 'r0', 'r1']);
	});

	it('ends its quiet when the clock of the machine is set back', async () => {
		await requests.ask('first');
		requests.permit('first').refused(new Error('in an hour'));
		jest.setSystemTime(-3_600_000);
		await pass(60_000);
		await requests.ask('later');

		expect(requests.names).toEqual(['first', 'later']);
	});

	it('does not make those wait that are not to be spread', async () => {
		for (const name of many(3)) void requests.ask(name, { spacingMs: 500 });
		void requests.ask('free');
		await pass(0);

		expect(requests.names).toEqual(['r0', 'free']);
	});

	it('does not let the pace of some hold up that of others', async () => {
		for (const name of many(3)) void requests.ask(name, { spacingMs: 500 });
		for (const name of ['a', 'b', 'c']) void requests.ask(name, { spacingMs: 10 });
		await pass(20);

		expect(requests.names).toEqual(['r0', 'a', 'b', 'c']);
	});

	it('lets nobody through for a while when the server wants quiet for long, and tells why', async () => {
		for (const name of many(8)) void requests.ask(name);
		const waiting = requests.ask('waiting').catch((error: unknown) => error);
		await pass(0);
		const reason = new Error('in an hour');
		requests.permit('r0').refused(reason);

		expect(await waiting).toMatchObject({ name: 'RateLimiterClosed', reason });
		await expect(requests.ask('late')).rejects.toMatchObject({ reason });
		await pass(60_000);
		void requests.ask('later');
		for (const name of many(8).slice(1)) requests.permit(name).failed();
		await pass(0);
		expect(requests.names.at(-1)).toBe('later');
	});

	it('admits retries in the order in which they came back', async () => {
		for (const name of many(9)) void requests.ask(name);
		await pass(0);
		for (const name of ['first', 'second']) void requests.ask(name, { isRetry: true });
		for (const name of many(3)) requests.permit(name).failed();
		await pass(0);

		expect(requests.names.slice(8)).toEqual(['first', 'second', 'r8']);
	});

	it('lets go of one that was cancelled at once, and only of that one', async () => {
		const cancel = new AbortController();
		for (const name of many(8)) void requests.ask(name);
		const cancelled = requests.ask('cancelled', { signal: cancel.signal });
		void requests.ask('other');
		const reason = new Error('stopped');
		cancel.abort(reason);

		await expect(cancelled).rejects.toBe(reason);
		await expect(requests.ask('late', { signal: cancel.signal })).rejects.toBe(reason);
		requests.permit('r0').failed();
		await pass(0);
		expect(requests.names.at(-1)).toBe('other');
	});

	describe('while the server is down', () => {
		const PATIENT = { patienceMs: 10_000 };

		/** Ends a request that found nobody there. */
		const miss = (name: string) => {
			const waitMs = requests.permit(name).missed();
			requests.permit(name).failed();
			return waitMs;
		};

		it('lets one request at a time ask for it, ever more rarely, and all once it is back', async () => {
			for (const name of many(12)) void requests.ask(name, PATIENT);
			await pass(0);
			for (const name of many(8)) expect(miss(name)).toBe(250);
			await pass(249);
			expect(requests.names).toEqual(many(8));
			await pass(1);
			expect(requests.names).toEqual(many(9));
			await pass(5_000);
			expect(requests.names).toEqual(many(9));
			expect(miss('r8')).toBe(500);
			await pass(500);
			expect(requests.names).toEqual(many(10));
			requests.permit('r9').succeeded();
			await pass(0);
			expect(requests.names).toEqual(many(12));
		});

		it('gives up for all at the same time', async () => {
			for (const name of many(10)) void requests.ask(name, PATIENT);
			await pass(0);
			for (const name of many(8)) miss(name);
			await pass(9_999);
			expect(requests.names).toEqual(many(9));
			await pass(1);
			expect(requests.names).toEqual(many(10));
			expect(['r8', 'r9'].map(miss)).toEqual([Infinity, Infinity]);
			void requests.ask('late', PATIENT);
			await pass(0);
			expect(miss('late')).toBe(Infinity);
		});

		it('waits anew when it is down again much later', async () => {
			await requests.ask('first', PATIENT);
			miss('first');
			await pass(61_000);
			await requests.ask('later', PATIENT);
			expect(miss('later')).toBe(250);
		});

		it('makes nobody wait who does not want to', async () => {
			for (const name of ['first', 'second']) {
				await requests.ask(name);
				expect(miss(name)).toBeUndefined();
			}
			expect(requests.names).toEqual(['first', 'second']);
		});

		it('is not down for a request when it answers others meanwhile', async () => {
			for (const name of many(2)) void requests.ask(name, PATIENT);
			await pass(0);
			requests.permit('r0').succeeded();
			expect(miss('r1')).toBeUndefined();
			await requests.ask('next', PATIENT);
		});
	});

	it('leaves no timer behind when nobody waits', async () => {
		const cancel = new AbortController();
		await requests.ask('first');
		requests.permit('first').throttled(60_000);
		const waiting = requests.ask('second', { signal: cancel.signal });
		expect(jest.getTimerCount()).toBe(1);
		cancel.abort(new Error('stopped'));

		await expect(waiting).rejects.toThrow('stopped');
		expect(jest.getTimerCount()).toBe(0);
	});
});

describe('rateLimiterFor', () => {
	afterEach(() => {
		jest.useRealTimers();
	});

	it('is the same for everybody in a scope, and another one elsewhere', () => {
		expect(rateLimiterFor('a')).toBe(rateLimiterFor('a'));
		expect(rateLimiterFor('a')).not.toBe(rateLimiterFor('b'));
	});

	it('forgets what was learnt after a quiet while, but not what is in use', async () => {
		jest.useFakeTimers({ now: 0 });
		const [idle, busy] = [rateLimiterFor('idle'), rateLimiterFor('busy')];
		await busy.acquire(REQUEST);
		jest.advanceTimersByTime(11 * 60_000);

		expect(rateLimiterFor('idle')).not.toBe(idle);
		expect(rateLimiterFor('busy')).toBe(busy);
		expect(jest.getTimerCount()).toBe(0);
	});

	it('looks through thousands of models now and then, and not for each request', () => {
		const looks = jest.spyOn(RateLimiter.prototype, 'isIdleFor');
		for (let model = 0; model < 1_000; model++) rateLimiterFor(`model ${model}`);
		for (let request = 0; request < 1_000; request++) rateLimiterFor(`model ${request}`);

		expect(looks.mock.calls.length).toBeLessThan(5_000);
		looks.mockRestore();
	});
});
