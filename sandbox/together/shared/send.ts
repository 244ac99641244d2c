import { once } from 'node:events';
import type { ServerResponse } from 'node:http';

import type { Answer } from './answer';
import type { Order } from './order';

/** Sends an answer. Stops when the client goes away. */
export async function send(response: ServerResponse, answer: Answer): Promise<void> {
	if (response.destroyed) return;
	const { status, headers, body } = answer;
	response.writeHead(status, headers);
	if (typeof body === 'string' || body instanceof Uint8Array) {
		response.end(body);
		return;
	}
	let isFull = false;
	for await (const piece of body) {
		// Not after the last piece: who has read it may ask again at once, and finds this one ended.
		if (isFull) await drained(response);
		if (response.destroyed) return;
		isFull = !response.write(piece);
	}
	response.end();
}

/** Sends an answer up to a byte of its body, as if the rest had been lost. */
export async function sendCut(
	response: ServerResponse,
	{ status, headers, body }: Answer,
	{ afterBytes, by }: NonNullable<Order['cut']>,
): Promise<void> {
	if (response.destroyed) return;
	response.writeHead(status, headers);
	response.flushHeaders();
	let left = afterBytes;
	const pieces = typeof body === 'string' || body instanceof Uint8Array ? [body] : body;
	for await (const piece of pieces) {
		if (response.destroyed) return;
		const part = Buffer.from(piece).subarray(0, left);
		left -= part.byteLength;
		if (part.byteLength > 0) await written(response, part);
		if (left === 0) break;
	}
	if (by === 'disconnect') response.destroy();
}

async function written(response: ServerResponse, part: Buffer): Promise<void> {
	await new Promise<void>((resolve) => response.write(part, () => resolve()));
}

async function drained(response: ServerResponse): Promise<void> {
	if (response.destroyed) return;
	const done = new AbortController();
	const { signal } = done;
	await Promise.race([once(response, 'drain', { signal }), once(response, 'close', { signal })]);
	done.abort();
}
