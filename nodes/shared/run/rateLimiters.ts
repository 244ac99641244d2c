import { AdaptiveLimiter } from './rateLimiter';

/** What was learnt is forgotten after this long without a request, in ms: limits move. */
const FORGET_AFTER_MS = 10 * 60_000;

const limiters = new Map<string, AdaptiveLimiter>();

/**
 * The limiter of a scope, the same one for everybody in the process.
 * @param scope names key, host and model without holding the key in clear
 */
export function limiterFor(scope: string): AdaptiveLimiter {
	// Swept here and not by a timer, which would keep the process alive.
	for (const [name, limiter] of limiters) {
		if (limiter.isIdleFor(FORGET_AFTER_MS)) limiters.delete(name);
	}
	const limiter = limiters.get(scope) ?? new AdaptiveLimiter();
	limiters.set(scope, limiter);
	return limiter;
}
