import { ApiError, isAborted, toApiError } from './errors';
import type { EgressRules, TransportResponse } from '../host/port';
import { transport } from '../host/transport';

/** How a file is fetched from wherever the API keeps it. */
export interface DownloadOptions {
	/** A larger file is not read, in bytes. */
	maxBytes: number;
	/** For the whole download, in ms. */
	totalTimeoutMs: number;
	/** How long the server may be silent, in ms. */
	silenceTimeoutMs: number;
	egress?: EgressRules | undefined;
	/** Whether an address without TLS is taken: only where the API itself has none. */
	allowsHttp?: boolean;
	signal?: AbortSignal | undefined;
}

/** A file whose bytes have not been read yet. */
export interface Download {
	/** As the server told it, without parameters; empty where it told none. */
	mediaType: string;
	/** In bytes, where the server told it. */
	length: number | undefined;
	/**
	 * The bytes, to be read once and to the end.
	 * @throws {ApiError} `truncated` when the file is cut, `tooLarge`, and what breaks off
	 */
	bytes: AsyncIterable<Uint8Array>;
}

const MAX_REDIRECTS = 3;

/**
 * Fetches a file from an address that the API gave: without the key, which belongs to the API alone.
 * @throws {ApiError} when there is no such file: of kind `status`, `redirect`, `blocked` or what
 * breaks off
 */
export async function download(url: string, options: DownloadOptions): Promise<Download> {
	const { totalTimeoutMs, signal, maxBytes } = options;
	const deadline = AbortSignal.timeout(totalTimeoutMs);
	const either = signal ? AbortSignal.any([signal, deadline]) : deadline;
	const explain = (error: unknown): unknown => {
		const isLate = isAborted(error) && !signal?.aborted && deadline.aborted;
		return isLate ? tooSlow(totalTimeoutMs) : toApiError(error);
	};
	const response = await follow(url, { ...options, signal: either }).catch((error: unknown) => {
		throw explain(error);
	});
	const { headers } = response;
	const told = Number(headers['content-length']);
	const length = headers['content-length'] && !headers['content-encoding'] ? told : undefined;
	if ((length ?? 0) > maxBytes) {
		response.body.discard();
		throw tooLarge(maxBytes);
	}
	return {
		mediaType: (headers['content-type'] ?? '').split(';')[0]?.trim().toLowerCase() ?? '',
		length,
		bytes: bytesOf(response, { length, maxBytes, explain }),
	};
}

/** Sends the request, and again where the server points to, a few times. */
async function follow(first: string, options: DownloadOptions): Promise<TransportResponse> {
	let url = first;
	for (let redirects = 0; redirects <= MAX_REDIRECTS; redirects++) {
		const response = await request(url, options);
		const { status, headers, body } = response;
		if (status >= 200 && status < 300) return response;
		body.discard();
		if (status < 300 || status >= 400 || !headers['location']) {
			throw new ApiError('status', `The file could not be downloaded: status ${status}`, {
				status,
				isForeign: true,
			});
		}
		url = new URL(headers['location'], url).href;
	}
	throw new ApiError('redirect', `The download was redirected more than ${MAX_REDIRECTS} times`);
}

async function request(url: string, options: DownloadOptions): Promise<TransportResponse> {
	const { silenceTimeoutMs, egress, allowsHttp = false, signal } = options;
	const { protocol, host } = new URL(url);
	if (protocol !== 'https:' && !(allowsHttp && protocol === 'http:')) {
		throw new ApiError('redirect', `The file is not downloaded from ${host}: it is not https`);
	}
	return await transport.send({
		method: 'GET',
		url,
		headers: {
			accept: '*/*',
			'accept-encoding': 'identity',
			'user-agent': 'n8n-nodes-together-ai',
		},
		silenceTimeoutMs,
		...(egress && { egress }),
		...(signal && { signal }),
	});
}

interface Expected {
	length: number | undefined;
	maxBytes: number;
	explain: (error: unknown) => unknown;
}

async function* bytesOf(
	{ body }: TransportResponse,
	{ length, maxBytes, explain }: Expected,
): AsyncGenerator<Uint8Array, void> {
	let size = 0;
	let isWhole = false;
	try {
		for (let piece; (piece = await body.next());) {
			size += piece.length;
			if (size > maxBytes) throw tooLarge(maxBytes);
			yield piece;
		}
		if (length !== undefined && size < length) throw cut(size, length);
		isWhole = true;
	} catch (error) {
		throw explain(error);
	} finally {
		if (isWhole) await body.finish();
		else body.discard();
	}
}

function tooLarge(maxBytes: number): ApiError {
	return new ApiError(
		'tooLarge',
		`The file is larger than ${Math.round(maxBytes / 1024 / 1024)} MB`,
	);
}

function cut(size: number, length: number): ApiError {
	return new ApiError('truncated', `The file broke off after ${size} of ${length} bytes`);
}

function tooSlow(ms: number): ApiError {
	return new ApiError('timeout', `The download took longer than ${Math.round(ms / 1000)} seconds`);
}
