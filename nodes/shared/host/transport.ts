import type { IncomingHttpHeaders } from 'node:http';
import type { Dispatcher } from 'undici';

import { ownPool, poolFor } from './connections';
import { ConnectionUse } from './connectionUse';
import { decompressed } from './decompress';
import { checkEgress } from './egress';
import { toTransportFailure } from './failure';
import {
	TransportFailure,
	type Transport,
	type TransportRequest,
	type TransportResponse,
} from './port';
import { ResponseBody } from './responseBody';
import { startUpload } from './upload';

/** Self-hosted n8n: kept-alive connections of undici's, through proxies and the host's egress rules. */
export const transport: Transport = {
	async send(request) {
		const { url, egress, ownConnection = false, signal } = request;
		if (egress) await checkEgress(egress, url, signal);
		const { origin } = new URL(url);
		if (!ownConnection) return await dispatch(await poolFor(origin, egress), origin, request);
		const pool = await ownPool(origin, egress);
		// Closing waits for the end of the body.
		return await dispatch(pool, origin, request).finally(() => void pool.close());
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
	const use = new ConnectionUse();
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
			opaque: use,
		})
		.catch((error: unknown) => {
			const failure = toTransportFailure(error, signal, host);
			throw upload.fault ?? (use.isKeptAndSilent ? asStale(failure) : failure);
		});
	return toResponse(response, signal, host);
}

/** Whatever else ends a request, for instance a time-out, is no fault of the kept connection. */
function asStale(failure: Error): Error {
	if (!(failure instanceof TransportFailure) || failure.kind !== 'network') return failure;
	return new TransportFailure(failure.kind, failure.message, failure.code, true);
}

function toResponse(
	{ statusCode, headers, body }: Dispatcher.ResponseData<unknown>,
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
