import type { IncomingHttpHeaders } from 'node:http';
import { Readable } from 'node:stream';
import type { ICredentialTestFunctions } from 'n8n-workflow';

import { ApiError } from '../http/errors';
import { toApiError } from './failure';
import {
	accept,
	headersOf,
	type RawResponse,
	type TransportRequest,
	type TransportResponse,
} from '../http/transport';
import { asNumber, asObject, asString, isObject } from '../json';

/**
 * Sends requests through n8n's own helper. The test of a credential has nothing else that knows
 * n8n's egress rules: `getSecureEgressFilter` is there for nodes only.
 * @param helpers those of n8n for the test of a credential
 */
export function throughHelper(
	helpers: ICredentialTestFunctions['helpers'],
): (what: TransportRequest) => Promise<TransportResponse> {
	return async (what) => {
		const answer: unknown = await helpers
			.request({
				method: what.method,
				uri: what.url,
				headers: headersOf(what),
				body: what.body,
				timeout: what.silenceTimeoutMs,
				followRedirect: false,
				resolveWithFullResponse: true,
				simple: false,
				useStream: true,
			})
			.catch((error: unknown) => {
				throw toError(error, what);
			});
		return await accept(what, readAnswer(answer, what.silenceTimeoutMs));
	};
}

function readAnswer(answer: unknown, timeoutMs: number): RawResponse {
	const { statusCode, headers, body } = asObject(answer) ?? {};
	const stream =
		body instanceof Readable ? body : Readable.from([Buffer.from(asString(body) ?? '')]);
	endAfter(stream, timeoutMs);
	return { statusCode: asNumber(statusCode) ?? 0, headers: readHeaders(headers), body: stream };
}

function readHeaders(headers: unknown): IncomingHttpHeaders {
	const values = Object.entries(asObject(headers) ?? {});
	return Object.fromEntries(values.map(([name, value]) => [name.toLowerCase(), asString(value)]));
}

/** n8n's helper does not watch over a body that it hands on unread. */
function endAfter(body: Readable, timeoutMs: number): void {
	const timer = setTimeout(() => {
		body.destroy(Object.assign(new Error('The body took too long'), { code: 'ETIMEDOUT' }));
	}, timeoutMs);
	body.once('close', () => clearTimeout(timer));
}

/** Only codes and words of n8n's own are kept: the thrown object holds the request. */
function toError(error: unknown, { url, signal }: TransportRequest): Error {
	const refusal = refusalIn(error);
	if (refusal !== undefined) return new ApiError('blocked', refusal);
	const { host } = new URL(url);
	// axios's own name for a server that does not answer in time.
	const isLate = isObject(error) && error['code'] === 'ECONNABORTED';
	return toApiError(isLate ? { code: 'UND_ERR_HEADERS_TIMEOUT' } : error, signal, host);
}

/** What the egress rules of n8n say, on the error itself or beneath that of a connection. */
function refusalIn(error: unknown): string | undefined {
	if (!isObject(error)) return undefined;
	if (/^Ssrf/.test(asString(error['name']) ?? '')) return asString(error['message']);
	return refusalIn(error['cause']);
}
