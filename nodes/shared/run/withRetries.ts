import { backoffMs } from './backoff';
import { RateLimiterClosed, type Permit, type RateLimiter } from './rateLimiter';
import type { Slot } from './runItems';
import { wait } from '../host/wait';
import { messageOf } from '../thrown';

/** What to do after a failed attempt. */
export interface RetryVerdict {
	/** The server asked for fewer requests: everyone slows down, not only this one. */
	isThrottled: boolean;
	/** It asked for none at all, for longer than is waited for. */
	wantsQuiet: boolean;
	/** The server is down, as it seems: it is waited for, whatever the number of retries. */
	isDown: boolean;
	/** False when asking again cannot help. */
	mayRetry: boolean;
	/** How long the server asks to wait, in ms; undefined when it does not say. */
	waitMs: number | undefined;
}

/** How a request is repeated. */
export interface RetryOptions {
	limiter: RateLimiter;
	/** Retries after the first attempt; those while the server is down do not count. */
	maxRetries: number;
	/** How long a server that is down is waited for, in ms; with no retries it is not waited for. */
	giveUpAfterMs: number;
	/** Least time between the starts of two requests, in ms; 0 for none. */
	spacingMs: number;
	judge: (error: unknown) => RetryVerdict;
	/** Released while waiting to try again, so that other items can use it. */
	slot?: Slot;
	signal: AbortSignal;
}

/** The last failure of a request that is not tried again. */
export class RequestFailed extends Error {
	override readonly name = 'RequestFailed';

	/** @param attempts how many requests were sent */
	constructor(
		readonly reason: unknown,
		readonly attempts: number,
	) {
		super(messageOf(reason));
	}
}

/**
 * Sends a request, and again while it may heal. Every attempt waits until the limiter lets it through
 * and tells the limiter how it ended.
 * @throws {RequestFailed} with the last failure; the reason of the signal when it was aborted while
 * waiting
 */
export async function withRetries<T>(options: RetryOptions, attempt: () => Promise<T>): Promise<T> {
	const { limiter, maxRetries, spacingMs, judge, slot, signal } = options;
	const patienceMs = maxRetries > 0 ? options.giveUpAfterMs : 0;
	let retries = 0;
	// Not one that waited for the server: others may be what it takes to see that it is back.
	let isRetry = false;
	let answersBefore: number | undefined;
	// It missed the server, others were answered, and it misses it again: that is no outage.
	let failsAlone = false;
	for (let attempts = 1; ; attempts++) {
		const permit: Permit = await limiter
			.acquire({ isRetry, spacingMs, patienceMs, answersBefore, signal })
			.catch((error: unknown) => {
				throw error instanceof RateLimiterClosed
					? new RequestFailed(error.reason, attempts - 1)
					: error;
			});
		try {
			const value = await attempt();
			permit.succeeded();
			return value;
		} catch (error) {
			const verdict = judge(error);
			const missedMs = verdict.isDown ? permit.missed() : undefined;
			failsAlone ||= answersBefore !== undefined && missedMs === undefined;
			const outageMs = failsAlone ? undefined : missedMs;
			if (verdict.isDown) answersBefore = limiter.answerCount;
			if (verdict.wantsQuiet) permit.refused(error);
			else if (verdict.isThrottled) permit.throttled(verdict.waitMs, error);
			else permit.failed();
			isRetry = outageMs === undefined;
			if (isRetry) retries++;
			if (!verdict.mayRetry || outageMs === Infinity || retries > maxRetries) {
				return await Promise.reject(new RequestFailed(error, attempts));
			}
			// After a throttle the limiter makes everybody wait; anything else is this request's own.
			if (!verdict.isThrottled) {
				const pause = wait(verdict.waitMs ?? outageMs ?? backoffMs(retries), signal);
				await (slot ? slot.releaseWhile(pause) : pause);
			}
		}
	}
}
