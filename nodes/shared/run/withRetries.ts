import { backoffMs } from './backoff';
import { LimiterClosed, type AdaptiveLimiter } from './rateLimiter';
import { pause } from '../host/wait';
import type { Place } from './runItems';

/** What to do after a failed attempt. */
export interface Verdict {
	/** The server asked for fewer requests. */
	isThrottled: boolean;
	/** It asked for none at all, for longer than is waited for. */
	wantsQuiet: boolean;
	mayRetry: boolean;
	/** The wait the server named, in ms. */
	waitMs: number | undefined;
}

/** How an attempt is repeated. */
export interface AttemptOptions {
	limiter: AdaptiveLimiter;
	/** Retries after the first attempt. */
	maxRetries: number;
	/** Least time between the starts of two requests, in ms; 0 for none. */
	spacingMs: number;
	judge: (error: unknown) => Verdict;
	/** Left while waiting to try again, so that other items can use it. */
	place?: Place;
	signal: AbortSignal;
}

/** The last failure of a request that is not tried again. */
export class GaveUp extends Error {
	override readonly name = 'GaveUp';

	/** @param attempts how many requests were sent */
	constructor(
		readonly reason: unknown,
		readonly attempts: number,
	) {
		super(reason instanceof Error ? reason.message : String(reason));
	}
}

/**
 * Sends a request, and again while it may heal. Every attempt waits for leave from the limiter and
 * tells it how it ended.
 * @throws {GaveUp} with the last failure; the reason of the signal when it was aborted while waiting
 */
export async function persist<T>(options: AttemptOptions, attempt: () => Promise<T>): Promise<T> {
	const { limiter, maxRetries, spacingMs, judge, place, signal } = options;
	for (let attempts = 1; ; attempts++) {
		const permit = await limiter
			.acquire({ isRetry: attempts > 1, spacingMs, signal })
			.catch((error: unknown) => {
				throw error instanceof LimiterClosed ? new GaveUp(error.reason, attempts - 1) : error;
			});
		try {
			const value = await attempt();
			permit.succeeded();
			return value;
		} catch (error) {
			const verdict = judge(error);
			if (verdict.wantsQuiet) permit.refused(error);
			else if (verdict.isThrottled) permit.throttled(verdict.waitMs);
			else permit.failed();
			if (!verdict.mayRetry || attempts > maxRetries) {
				return await Promise.reject(new GaveUp(error, attempts));
			}
			// After a throttle the limiter makes everybody wait; anything else is this request's own.
			if (!verdict.isThrottled) {
				const waitMs = verdict.waitMs ?? backoffMs(attempts);
				await leave(place, async () => await pause(waitMs, signal));
			}
		}
	}
}

async function leave(place: Place | undefined, wait: () => Promise<void>): Promise<void> {
	await (place ? place.leaveFor(wait) : wait());
}
