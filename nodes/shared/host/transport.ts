import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

import { poolFor } from './connections';
import { decompressed } from './decompress';
import { checkEgress } from './egress';
import { toTransportFailure } from './failure';
import type { Transport, TransportRequest, TransportResponse } from './port';
import { ResponseBody } from './responseBody';
import { startUpload } from './upload';

/** Self-hosted n8n: kept-alive connections of undici's, through proxies and the host's egress rules. */
export const transport: Transport = {
	async send(request) {
		const { url, egress, signal } = request;
		if (egress) await checkEgress(egress, url, signal);
		const { origin } = new URL(url);
		const pool = await poolFor(origin, egress);
		return await dispatch(pool, origin, request);
	},
};

async function dispatch(
	pool: Dispatcher,
	origin: string,
	request: TransportRequest,
): Promise<TransportResponse> {
	const { url, method, silenceTimeoutMs, signal } = request;
	const { host, pathname, search } = new URL(url);
	const upload = startUpload(request.body);
	const response = await pool
		.request({
			origin,
			path: `${pathname}${search}`,
			method,
			headers: { ...request.headers, ...upload.headers },
			body: upload.body,
			headersTimeout: silenceTimeoutMs,
			bodyTimeout: silenceTimeoutMs,
			signal: signal ?? null,
		})
		.catch((error: unknown) => {
			throw upload.fault ?? toTransportFailure(error, signal, host);
		});
	return toResponse(response, signal, host);
}

function toResponse(
	{ statusCode, headers, body }: Dispatcher.ResponseData,
	signal: AbortSignal | undefined,
	host: string,
): TransportResponse {
	const encoding = String(headers['content-encoding'] ?? '');
	const plain = decompressed(body, encoding);
	const response = new ResponseBody(plain ?? body, signal, host);
	if (!plain) response.discard();
	return {
		status: statusCode,
		headers: firstOfEach(headers),
		body: response,
		...(!plain && { unknownEncoding: encoding }),
	};
}

function firstOfEach(headers: IncomingHttpHeaders): Record<string, string> {
	const entries = Object.entries(headers).flatMap(([name, value]) => {
		const first = Array.isArray(value) ? value[0] : value;
		return first === undefined ? [] : [[name, first] as const];
	});
	return Object.fromEntries(entries);
}
