import { Readable } from 'node:stream';
import type { ICredentialTestFunctions } from 'n8n-workflow';

import { toTransportFailure } from './failure';
import {
	TransportFailure,
	type Transport,
	type TransportRequest,
	type TransportResponse,
} from './port';
import { ResponseBody } from './responseBody';
import { asNumber, asObject, asString, isObject } from '../json';

/**
 * Sends requests through n8n's own helper. The test of a credential has nothing else that knows
 * n8n's egress rules: `getSecureEgressFilter` is there for nodes only.
 * @param helpers those of n8n for the test of a credential
 */
export function throughHelper(helpers: ICredentialTestFunctions['helpers']): Transport {
	return {
		async send(request) {
			const answer: unknown = await helpers
				.request({
					method: request.method,
					uri: request.url,
					headers: request.headers,
					body: request.body,
					timeout: request.silenceTimeoutMs,
					followRedirect: false,
					resolveWithFullResponse: true,
					simple: false,
					useStream: true,
				})
				.catch((error: unknown) => {
					throw toFailure(error, request);
				});
			return readAnswer(answer, request);
		},
	};
}

function readAnswer(
	answer: unknown,
	{ url, signal, silenceTimeoutMs }: TransportRequest,
): TransportResponse {
	const { statusCode, headers, body } = asObject(answer) ?? {};
	const stream =
		body instanceof Readable ? body : Readable.from([Buffer.from(asString(body) ?? '')]);
	endAfter(stream, silenceTimeoutMs);
	return {
		status: asNumber(statusCode) ?? 0,
		headers: readHeaders(headers),
		body: new ResponseBody(stream, signal, new URL(url).host),
	};
}

function readHeaders(headers: unknown): Record<string, string> {
	const values = Object.entries(asObject(headers) ?? {}).flatMap(([name, value]) => {
		const text = asString(value);
		return text === undefined ? [] : [[name.toLowerCase(), text] as const];
	});
	return Object.fromEntries(values);
}

/** n8n's helper does not watch over a body that it hands on unread. */
function endAfter(body: Readable, timeoutMs: number): void {
	const timer = setTimeout(() => {
		body.destroy(Object.assign(new Error('The body took too long'), { code: 'ETIMEDOUT' }));
	}, timeoutMs);
	body.once('close', () => clearTimeout(timer));
}

/** Only codes and words of n8n's own are kept: the thrown object holds the request. */
function toFailure(error: unknown, { url, signal }: TransportRequest): Error {
	const refusal = refusalIn(error);
	if (refusal !== undefined) return new TransportFailure('blocked', refusal);
	const { host } = new URL(url);
	// axios's own name for a server that does not answer in time.
	const isLate = isObject(error) && error['code'] === 'ECONNABORTED';
	return toTransportFailure(isLate ? { code: 'UND_ERR_HEADERS_TIMEOUT' } : error, signal, host);
}

/** What the egress rules of n8n say, on the error itself or beneath that of a connection. */
function refusalIn(error: unknown): string | undefined {
	if (!isObject(error)) return undefined;
	if (/^Ssrf/.test(asString(error['name']) ?? '')) return asString(error['message']);
	return refusalIn(error['cause']);
}
