import { abortReason, wait } from '../host/wait';

/**
 * Waits no longer than the signal allows for work that may take no notice of it. What comes of it
 * later is dropped.
 * @throws the reason of the signal, at once when it is aborted
 */
export async function unlessAborted<T>(
	work: Promise<T>,
	signal: AbortSignal | undefined,
): Promise<T> {
	if (!signal) return await work;
	return await new Promise((resolve, reject) => {
		const leave = () => reject(abortReason(signal));
		signal.addEventListener('abort', leave, { once: true });
		if (signal.aborted) leave();
		work.then(resolve, reject).finally(() => signal.removeEventListener('abort', leave));
	});
}

/**
 * The same with a time limit.
 * @param limitMs in ms
 * @param late makes the error for work that took longer
 */
export async function withinLimit<T>(
	work: Promise<T>,
	{ signal, limitMs }: { signal: AbortSignal | undefined; limitMs: number },
	late: () => Error,
): Promise<T> {
	const timer = new AbortController();
	const limit = wait(limitMs, timer.signal).then(() => Promise.reject(late()));
	const settled = Promise.race([work, limit]);
	return await unlessAborted(settled, signal).finally(() => timer.abort());
}
