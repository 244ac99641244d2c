import type { IncomingHttpHeaders } from 'node:http';
import type { LookupFunction } from 'node:net';
import type { Readable } from 'node:stream';

import { dispatcherFor } from './dispatcher';
import { readErrorText } from './errorBody';
import { ApiError } from './errors';
import { toApiError } from './networkError';
import { readResponseHeaders } from './responseHeaders';

/** Rules of the host n8n on which addresses may be reached. */
export interface EgressRules {
	/** Resolves to the reason a URL may not be reached, or to undefined. */
	refuse(url: string): Promise<string | undefined>;
	/** A DNS lookup that fails for forbidden addresses. */
	lookup: LookupFunction;
}

/** One request to the API. */
export interface TransportRequest {
	method: 'GET' | 'POST';
	url: string;
	apiKey: string;
	/** Serialised JSON. */
	body?: string;
	accept: 'application/json' | 'text/event-stream';
	/** How long the server may be silent, before its headers and between two pieces, in ms. */
	silenceTimeoutMs: number;
	egress?: EgressRules;
	signal?: AbortSignal;
}

/** A 2xx answer whose body has not been read yet. */
export interface TransportResponse {
	status: number;
	contentType: string;
	requestId?: string;
	body: Readable;
}

/** Error bodies are small; more than this, in bytes, is not read. */
const MAX_ERROR_BODY = 64 * 1024;

/**
 * Sends one request and gives its answer as soon as the headers are there.
 * @throws {ApiError} for everything but a 2xx, of kind `status`, `redirect`, `timeout`, `network`,
 * `blocked` or `aborted`; the key never appears in it
 */
export async function send(request: TransportRequest): Promise<TransportResponse> {
	const { url, egress, signal } = request;
	const { origin, host } = new URL(url);
	const refused = await egress?.refuse(url);
	if (refused) throw new ApiError('blocked', refused);

	const dispatcher = await dispatcherFor({ origin, ...(egress && { lookup: egress.lookup }) });
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

	const { statusCode: status, headers, body } = response;
	if (status >= 200 && status < 300) {
		const { requestId } = readResponseHeaders(headers, Date.now());
		const contentType = String(headers['content-type'] ?? '').toLowerCase();
		return { status, contentType, body, ...(requestId !== undefined && { requestId }) };
	}
	if (status >= 300 && status < 400) {
		discard(body);
		throw redirectError(status, headers, origin);
	}
	throw await statusError(request, status, headers, body);
}

/**
 * Reads a body to its end as text.
 * @throws {ApiError} `tooLarge` above `limit` bytes, `network`, `timeout` or `aborted` when it breaks off
 */
export async function readText(
	body: Readable,
	limit: number,
	signal: AbortSignal | undefined,
	host: string,
): Promise<string> {
	const pieces: Buffer[] = [];
	let size = 0;
	try {
		const source: AsyncIterable<Buffer> = body;
		for await (const piece of source) {
			size += piece.length;
			pieces.push(piece);
			if (size > limit) break;
		}
	} catch (error) {
		return await Promise.reject(toApiError(error, signal, host));
	}
	if (size > limit) {
		throw new ApiError('tooLarge', `The answer is larger than ${limit / 1024 / 1024} MB`);
	}
	return Buffer.concat(pieces).toString('utf8');
}

/** What a server says may repeat the key it was sent; users must not find it in an error. */
export function withoutKey(text: string, apiKey: string): string {
	return apiKey ? text.replaceAll(apiKey, '[API key]') : text;
}

function headersOf({ apiKey, accept, body }: TransportRequest): Record<string, string> {
	return {
		authorization: `Bearer ${apiKey}`,
		accept,
		'user-agent': 'n8n-nodes-together-ai',
		...(body !== undefined && { 'content-type': 'application/json' }),
	};
}

function redirectError(status: number, headers: IncomingHttpHeaders, origin: string): ApiError {
	const location = String(headers['location'] ?? '');
	const target = URL.canParse(location, origin) ? new URL(location, origin).origin : 'elsewhere';
	return new ApiError(
		'redirect',
		`The server answered with a redirect to ${target}, which was not followed because the API key would go along`,
		{ status },
	);
}

async function statusError(
	request: TransportRequest,
	status: number,
	headers: IncomingHttpHeaders,
	body: Readable,
): Promise<ApiError> {
	const { host } = new URL(request.url);
	const text = await readText(body, MAX_ERROR_BODY, request.signal, host).catch(() => '');
	if (request.signal?.aborted) return new ApiError('aborted', 'The request was cancelled');
	const { message, requestId, ...said } = readErrorText(text);
	const fromHeaders = readResponseHeaders(headers, Date.now());
	const words = message ?? `The server answered with status ${status}`;
	return new ApiError('status', withoutKey(words, request.apiKey), {
		status,
		...said,
		...(requestId !== undefined && { requestId }),
		...fromHeaders,
	});
}

/** Frees the connection of an answer nobody will read. */
function discard(body: Readable): void {
	body.on('error', () => {});
	body.destroy();
}
