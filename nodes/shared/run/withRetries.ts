import { backoffMs } from './backoff';
import { RateLimiterClosed, type RateLimiter } from './rateLimiter';
import type { Slot } from './runItems';
import { wait } from '../host/wait';
import { messageOf } from '../thrown';

/** What to do after a failed attempt. */
export interface RetryVerdict {
	/** The server asked for fewer requests: everyone slows down, not only this one. */
	isThrottled: boolean;
	/** It asked for none at all, for longer than is waited for. */
	wantsQuiet: boolean;
	/** False when asking again cannot help. */
	mayRetry: boolean;
	/** How long the server asks to wait, in ms; undefined when it does not say. */
	waitMs: number | undefined;
}

/** How a request is repeated. */
export interface RetryOptions {
	limiter: RateLimiter;
	/** Retries after the first attempt. */
	maxRetries: number;
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
	for (let attempts = 1; ; attempts++) {
		const permit = await limiter
			.acquire({ isRetry: attempts > 1, spacingMs, signal })
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
			if (verdict.wantsQuiet) permit.refused(error);
			else if (verdict.isThrottled) permit.throttled(verdict.waitMs, error);
			else permit.failed();
			if (!verdict.mayRetry || attempts > maxRetries) {
				return await Promise.reject(new RequestFailed(error, attempts));
			}
			// After a throttle the limiter makes everybody wait; anything else is this request's own.
			if (!verdict.isThrottled) {
				const pause = wait(verdict.waitMs ?? backoffMs(attempts), signal);
				await (slot ? slot.releaseWhile(pause) : pause);
			}
		}
	}
}
