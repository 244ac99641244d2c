import { toError } from '../thrown';

/**
 * Waits, in ms.
 * @throws the reason of the signal, at once when it is aborted
 */
export async function wait(ms: number, signal?: AbortSignal): Promise<void> {
	signal?.throwIfAborted();
	await new Promise<void>((resolve, reject) => {
		const onAbort = () => {
			clearTimeout(timer);
			reject(abortReason(signal));
		};
		const timer = setTimeout(() => {
			signal?.removeEventListener('abort', onAbort);
			resolve();
		}, ms);
		signal?.addEventListener('abort', onAbort, { once: true });
	});
}

/** The reason of an aborted signal as an error, whatever it was aborted with. */
export function abortReason(signal: AbortSignal | undefined): Error {
	return toError(signal?.reason);
}
