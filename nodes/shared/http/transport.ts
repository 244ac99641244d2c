import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { decompressed } from '../host/decompress';
import { dispatcherFor } from '../host/connections';
import { checkEgress, guardedLookup, type EgressRules } from '../host/egress';
import { excerpt, readErrorText } from './errorBody';
import { ApiError } from './errors';
import { toApiError } from '../host/failure';
import { readResponseHeaders } from './responseHeaders';
import { authHeaders, withoutSecrets, type Secrets } from './secrets';
import { parseJson } from '../json';

/** One request to the API. */
export interface TransportRequest extends Secrets {
	method: 'GET' | 'POST';
	url: string;
	/** Serialised JSON. */
	body?: string;
	accept: 'application/json' | 'text/event-stream';
	/** How long the server may be silent, before its headers and between two pieces, in ms. */
	silenceTimeoutMs: number;
	egress?: EgressRules;
	signal?: AbortSignal;
}

/** An answer of any status whose body has not been read yet. */
export interface RawResponse {
	statusCode: number;
	headers: IncomingHttpHeaders;
	body: Readable;
}

/** A 2xx answer whose body has not been read yet. */
export interface TransportResponse {
	status: number;
	contentType: string;
	requestId?: string;
	/** Not compressed. */
	body: Readable;
}

/** Error bodies are small; more than this, in bytes, is not read. */
const MAX_ERROR_BODY = 64 * 1024;

/** How long the body of an error may take, in ms. */
const ERROR_BODY_WAIT_MS = 5_000;

/**
 * Sends one request and gives its answer as soon as the headers are there.
 * @throws {ApiError} for everything but a 2xx, of kind `status`, `redirect`, `timeout`, `network`,
 * `blocked` or `aborted`, and `malformed` for a compression that is not known; the key never
 * appears in it
 */
export async function send(request: TransportRequest): Promise<TransportResponse> {
	const { url, egress, signal } = request;
	const { origin, host } = new URL(url);
	if (egress) await checkEgress(egress, url, signal);
	const lookup = egress && guardedLookup(egress.lookup);
	const dispatcher = await dispatcherFor({ origin, ...(lookup && { lookup }) });
	const response = await dispatcher
		.request({
			origin,
			path: url.slice(origin.length),
			method: request.method,
			headers: headersOf(request),
			body: request.body ?? null,
			headersTimeout: request.silenceTimeoutMs,
			bodyTimeout: request.silenceTimeoutMs,
			signal: signal ?? null,
		})
		.catch((error: unknown) => {
			throw toApiError(error, signal, host);
		});
	return await accept(request, response);
}

/**
 * Takes the answer to a request if it is a 2xx.
 * @throws {ApiError} for any other, of kind `status` or `redirect`
 */
export async function accept(
	request: TransportRequest,
	{ statusCode: status, headers, body: raw }: RawResponse,
): Promise<TransportResponse> {
	const encoding = String(headers['content-encoding'] ?? '');
	const body = decompressed(raw, encoding);
	if (!body) discard(raw);
	if (status >= 200 && status < 300) {
		if (!body) throw compressionError(status, headers, encoding);
		const { requestId } = readResponseHeaders(headers, Date.now());
		const contentType = String(headers['content-type'] ?? '').toLowerCase();
		return { status, contentType, body, ...(requestId !== undefined && { requestId }) };
	}
	if (status >= 300 && status < 400) {
		discard(raw);
		throw redirectError(status, headers, new URL(request.url).origin);
	}
	throw await statusError(request, status, headers, body ?? Readable.from([]));
}

/**
 * Reads a body as text, no more than about `limit` bytes of it.
 * @throws {ApiError} `network`, `timeout` or `aborted` when it breaks off
 */
export async function readText(
	body: Readable,
	limit: number,
	signal: AbortSignal | undefined,
	host: string,
): Promise<string> {
	const pieces: Buffer[] = [];
	let size = 0;
	const source: AsyncIterable<Buffer> = body;
	try {
		for await (const piece of source) {
			size += piece.length;
			pieces.push(piece);
			if (size > limit) break;
		}
	} catch (error) {
		return await Promise.reject(toApiError(error, signal, host));
	}
	return new TextDecoder().decode(Buffer.concat(pieces));
}

/**
 * undici gives a connection free one turn after its answer was read: before that, the next request
 * would open another one.
 */
export async function connectionIsFree(): Promise<void> {
	await nextTurn();
}

/** Lets go of the connection of an answer that is not read any further. */
export function discard(body: Readable): void {
	// undici tells the destruction of an unread body as an error, which nobody waits for.
	body.on('error', () => {});
	body.destroy();
}

/** The headers a request is sent with. Those that authorise it may set a user agent of their own. */
export function headersOf(request: TransportRequest): Record<string, string> {
	return {
		accept: request.accept,
		// Gateways may compress where nothing is said, and would hold the pieces of a stream back.
		'accept-encoding': 'identity',
		'user-agent': 'n8n-nodes-together-ai',
		...(request.body !== undefined && { 'content-type': 'application/json' }),
		...authHeaders(request),
	};
}

function redirectError(status: number, headers: IncomingHttpHeaders, origin: string): ApiError {
	const { location } = headers;
	const target = location && URL.canParse(location, origin) ? new URL(location, origin) : undefined;
	const where = target?.origin ?? 'elsewhere';
	return new ApiError(
		'redirect',
		`The server answered with a redirect to ${where}, which was not followed because the API key would go along`,
		{ status, ...readResponseHeaders(headers, Date.now()) },
	);
}

function compressionError(
	status: number,
	headers: IncomingHttpHeaders,
	encoding: string,
): ApiError {
	return new ApiError(
		'malformed',
		`The server answered ${status} with something compressed as ${excerpt(encoding)}, which cannot be read and was not asked for`,
		{ status, ...readResponseHeaders(headers, Date.now()) },
	);
}

async function statusError(
	request: TransportRequest,
	status: number,
	headers: IncomingHttpHeaders,
	body: Readable,
): Promise<ApiError> {
	const { url, signal } = request;
	// The status says most: a body that does not come is not waited for.
	const stalled = setTimeout(() => discard(body), ERROR_BODY_WAIT_MS);
	const text = await readText(body, MAX_ERROR_BODY, signal, new URL(url).host).catch(() => '');
	clearTimeout(stalled);
	if (signal?.aborted) return new ApiError('aborted', 'The request was cancelled');
	await connectionIsFree();
	const { message, ...said } = readErrorText(withoutSecrets(text, request));
	return new ApiError('status', message ?? `The server answered with status ${status}`, {
		status,
		...said,
		...(!parseJson(text).ok && { isForeign: true }),
		...readResponseHeaders(headers, Date.now()),
	});
}
