import { once } from 'node:events';
import type { ServerResponse } from 'node:http';
import { setTimeout as wait } from 'node:timers/promises';

/** Sends a JSON answer. */
export function sendJson(
	response: ServerResponse,
	status: number,
	body: unknown,
	headers: Readonly<Record<string, string>> = {},
): void {
	response.writeHead(status, { 'content-type': 'application/json; charset=utf-8', ...headers });
	response.end(JSON.stringify(body));
}

/**
 * Sends chunks as server-sent events and `[DONE]` after them. Stops when the client goes away.
 *
 * @param delayMs pause before every chunk but the first
 */
export async function sendEvents(
	response: ServerResponse,
	chunks: readonly object[],
	delayMs: number,
): Promise<void> {
	response.writeHead(200, {
		'content-type': 'text/event-stream;charset=utf-8',
		'cache-control': 'no-cache',
	});
	for (const [at, chunk] of chunks.entries()) {
		if (at > 0) await pause(response, delayMs);
		if (response.destroyed) return;
		if (!response.write(`data: ${JSON.stringify(chunk)}\n\n`)) await drained(response);
	}
	response.end('data: [DONE]\n\n');
}

/** Waits, but no longer than the client stays. */
export async function pause(response: ServerResponse, milliseconds: number): Promise<void> {
	if (milliseconds <= 0 || response.destroyed) return;
	const gone = new AbortController();
	const leave = () => gone.abort();
	response.once('close', leave);
	await wait(milliseconds, undefined, { signal: gone.signal }).catch(() => {});
	response.off('close', leave);
}

async function drained(response: ServerResponse): Promise<void> {
	if (response.destroyed) return;
	const done = new AbortController();
	const { signal } = done;
	await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
	done.abort();
}
