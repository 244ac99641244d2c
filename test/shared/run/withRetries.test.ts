import {
	RequestFailed,
	withRetries,
	type RetryVerdict,
} from '../../../nodes/shared/run/withRetries';
import { backoffMs } from '../../../nodes/shared/run/backoff';
import { RateLimiter } from '../../../nodes/shared/run/rateLimiter';
import { wait } from '../../../nodes/shared/host/wait';

const HEALS: RetryVerdict = {
	isThrottled: false,
	wantsQuiet: false,
	isDown: false,
	mayRetry: true,
	waitMs: undefined,
};
const LASTS: RetryVerdict = { ...HEALS, mayRetry: false };

describe('withRetries', () => {
	let cancel: AbortController;

	beforeEach(() => {
		jest.useFakeTimers({ now: 0 });
		cancel = new AbortController();
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	const start = (verdict: RetryVerdict, attempt: () => Promise<string>, maxRetries = 3) =>
		withRetries(
			{
				limiter: new RateLimiter(),
				maxRetries,
				giveUpAfterMs: 20_000,
				spacingMs: 0,
				judge: () => verdict,
				signal: cancel.signal,
			},
			attempt,
		);

	it('gives the value of the first attempt that succeeds', async () => {
		let failures = 2;
		const running = start(HEALS, () =>
			failures-- > 0 ? Promise.reject(new Error('busy')) : Promise.resolve('done'),
		);
		await jest.runAllTimersAsync();

		await expect(running).resolves.toBe('done');
	});

	it.each([
		['what may heal, as often as allowed', HEALS, 3, 4],
		['what may heal, never when retries are off', HEALS, 0, 1],
		['what lasts, once', LASTS, 3, 1],
		['a server that is down, once when retries are off', { ...HEALS, isDown: true }, 0, 1],
		['a throttle, as often as allowed', { ...HEALS, isThrottled: true, waitMs: 5 }, 2, 3],
	])('tries %s', async (_name, verdict, maxRetries, expected) => {
		let attempts = 0;
		const reason = new Error('busy');
		const running = start(
			verdict,
			() => {
				attempts++;
				return Promise.reject(reason);
			},
			maxRetries,
		).catch((error: unknown) => error);
		await jest.runAllTimersAsync();

		const gaveUp = await running;
		expect(gaveUp).toBeInstanceOf(RequestFailed);
		expect(gaveUp).toMatchObject({ reason, attempts: expected, message: 'busy' });
		expect(attempts).toBe(expected);
	});

	it('waits for as long as the server named before it tries again', async () => {
		const times: number[] = [];
		const running = start({ ...HEALS, waitMs: 1234 }, () => {
			times.push(Date.now());
			return times.length < 3 ? Promise.reject(new Error('busy')) : Promise.resolve('done');
		});
		await jest.runAllTimersAsync();
		await running;

		expect(times).toEqual([0, 1234, 2468]);
	});

	it('waits for a server that is down, however few retries there are', async () => {
		const started = Date.now();
		const running = start(
			{ ...HEALS, isDown: true },
			() => {
				const isBack = Date.now() - started >= 15_000;
				return isBack ? Promise.resolve('done') : Promise.reject(new Error('down'));
			},
			1,
		);
		await jest.runAllTimersAsync();

		await expect(running).resolves.toBe('done');
	});

	it('gives a server up that is down for too long', async () => {
		const running = start({ ...HEALS, isDown: true }, () => Promise.reject(new Error('down')), 1);
		const ended = expect(running).rejects.toThrow('down');
		await jest.runAllTimersAsync();

		await ended;
		expect(Date.now()).toBeGreaterThanOrEqual(20_000);
		expect(Date.now()).toBeLessThan(25_000);
	});

	it('ends a wait at once when it is cancelled', async () => {
		const running = start({ ...HEALS, waitMs: 60_000 }, () => Promise.reject(new Error('busy')));
		const ended = expect(running).rejects.toThrow('stopped');
		await jest.advanceTimersByTimeAsync(1000);
		cancel.abort(new Error('stopped'));

		await ended;
		expect(Date.now()).toBe(1000);
		expect(jest.getTimerCount()).toBe(0);
	});
});

describe('backoffMs', () => {
	it.each([
		[1, 1_000],
		[2, 2_000],
		[5, 16_000],
		[6, 30_000],
		[50, 30_000],
	])('after %i failures is anything up to %i ms', (failures, most) => {
		expect(backoffMs(failures, () => 0)).toBe(0);
		expect(backoffMs(failures, () => 1)).toBe(most);
	});
});

describe('wait', () => {
	it('rejects at once when the signal is aborted already', async () => {
		await expect(wait(60_000, AbortSignal.abort('why'))).rejects.toBe('why');
	});
});
