import { setTimeout as wait } from 'node:timers/promises';

/**
 * Waits, but no longer than the client stays.
 *
 * @throws AbortError once the client has gone
 */
export async function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
	signal.throwIfAborted();
	if (milliseconds > 0) await wait(milliseconds, undefined, { signal });
}
