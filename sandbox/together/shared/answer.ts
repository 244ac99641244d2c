import { pause } from './pause';

type Pieces = AsyncIterable<string | Uint8Array>;

/** An answer as a resource gives it. */
export interface Answer {
	status: number;
	headers: Readonly<Record<string, string>>;
	/** Whole, or in pieces as they come; what the pieces throw breaks the connection. */
	body: string | Uint8Array | Pieces;
}

type Headers = Answer['headers'];

/** An answer in JSON. */
export function json(value: unknown, status = 200, headers: Headers = {}): Answer {
	const type = 'application/json; charset=utf-8';
	return { status, headers: { 'content-type': type, ...headers }, body: JSON.stringify(value) };
}

/** A file, with its length. */
export function bytes(body: Uint8Array, type: string, headers: Headers = {}): Answer {
	const length = String(body.byteLength);
	return {
		status: 200,
		headers: { 'content-type': type, 'content-length': length, ...headers },
		body,
	};
}

/** A file whose length nobody knows before its end, unless the headers tell one. */
export function stream(body: Pieces, type: string, headers: Headers = {}): Answer {
	return { status: 200, headers: { 'content-type': type, ...headers }, body };
}

/**
 * Server-sent events and `[DONE]` after them.
 *
 * @param delayMs pause before every event but the first
 * @param signal of the request: ends the pauses when the client goes away
 */
export function events(chunks: readonly object[], delayMs: number, signal: AbortSignal): Answer {
	return stream(toEvents(chunks, delayMs, signal), 'text/event-stream;charset=utf-8', {
		'cache-control': 'no-cache',
	});
}

/** Sends the client elsewhere, e.g. to a presigned link. */
export function redirect(location: string, status = 302, headers: Headers = {}): Answer {
	return { status, headers: { location, ...headers }, body: '' };
}

async function* toEvents(
	chunks: readonly object[],
	delayMs: number,
	signal: AbortSignal,
): AsyncGenerator<string> {
	for (const [at, chunk] of chunks.entries()) {
		if (at > 0) await pause(delayMs, signal);
		yield `data: ${JSON.stringify(chunk)}\n\n`;
	}
	yield 'data: [DONE]\n\n';
}
