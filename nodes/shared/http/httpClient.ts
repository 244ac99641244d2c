import type { RequestBody } from './body';
import { excerpt, readErrorText } from './errorBody';
import { ApiError, toApiError, type ApiErrorDetails } from './errors';
import { PieceReader } from './pieceReader';
import { readText } from './readBody';
import { HttpResponse } from './response';
import { readResponseHeaders } from './responseHeaders';
import { authHeaders, secretCleaner, type Secrets } from './secrets';
import { Watchdog, type TimeLimits } from './watchdog';
import {
	TransportFailure,
	type EgressRules,
	type Transport,
	type TransportBody,
	type TransportRequest,
	type TransportResponse,
} from '../host/port';
import { transport } from '../host/transport';
import { parseJson } from '../json';

/** Where and as whom requests are sent. */
export interface Account extends Secrets {
	/** Without a trailing slash, as `normalizeBaseUrl` gives it. */
	baseUrl: string;
	/** The rules of the host n8n on which addresses may be reached. */
	egress?: EgressRules;
	/** What sends the requests, where it is not the edition's own transport. */
	transport?: Transport;
}

/** One request to an endpoint of the account. */
export interface HttpRequest {
	method: TransportRequest['method'];
	/** Behind the base URL, for instance `/models`. */
	path: string;
	/** Of the API; version 2 has a base URL of its own. */
	version?: 1 | 2;
	body?: RequestBody;
	/** True where sending it again may do again what it asks for. */
	isSentOnce?: boolean;
	accept: string;
	signal?: AbortSignal | undefined;
}

/** Error bodies are small; more than this, in bytes, is not read. */
const MAX_ERROR_BODY = 64 * 1024;

/** How long the body of an error may take, in ms. */
const ERROR_BODY_WAIT_MS = 5_000;

/** Sends requests to any endpoint of one account. Its secrets appear in no error. */
export class HttpClient {
	private readonly clean: (text: string) => string;

	/** @param limits hold for each request */
	constructor(
		private readonly account: Account,
		private readonly limits: TimeLimits,
	) {
		this.clean = secretCleaner(account);
	}

	/**
	 * Sends one request and gives its answer as soon as the headers are there.
	 * @throws {ApiError} for everything but a 2xx, of kind `status`, `redirect`, `timeout`, `network`,
	 * `proxy`, `blocked` or `aborted`
	 */
	async send(request: HttpRequest): Promise<HttpResponse> {
		const watchdog = new Watchdog(this.limits, new URL(this.account.baseUrl).host, request.signal);
		const response = await this.answerOf(request, watchdog).catch((error: unknown) => {
			watchdog.stop();
			throw this.explain(watchdog.explain(error));
		});
		watchdog.answered();
		const { status } = response;
		const headers = readResponseHeaders(response.headers, Date.now());
		const isRead = response.unknownEncoding === undefined;
		if (isRead && status >= 200 && status < 300) {
			return new HttpResponse(response, headers.requestId, this.clean, { watchdog });
		}
		const failure = await this.refusal(response, request.signal).finally(() => watchdog.stop());
		throw this.explain(
			new ApiError(failure.kind, failure.message, { status, ...failure.details, ...headers }),
		);
	}

	/**
	 * Sends it once more, over a connection of its own, where a kept connection ended without a byte of
	 * the answer: some servers close theirs after every answer in spite of what they say.
	 */
	private async answerOf(request: HttpRequest, watchdog: Watchdog): Promise<TransportResponse> {
		const sender = this.account.transport ?? transport;
		return await sender.send(this.toTransport(request, watchdog)).catch(async (error: unknown) => {
			const isStale = error instanceof TransportFailure && error.isStale;
			if (!isStale || request.isSentOnce) throw error;
			return await sender.send({ ...this.toTransport(request, watchdog), ownConnection: true });
		});
	}

	private toTransport(request: HttpRequest, watchdog: Watchdog): TransportRequest {
		const { method, path, version = 1, body, accept } = request;
		const { baseUrl, egress } = this.account;
		const base = version === 1 ? baseUrl : baseUrl.replace(/(\/v1)?$/, `/v${version}`);
		return {
			method,
			url: `${base}${path}`,
			headers: {
				accept,
				// Gateways may compress where nothing is said, and would hold the pieces of a stream back.
				'accept-encoding': 'identity',
				'user-agent': 'n8n-nodes-together-ai',
				...(body && { 'content-type': body.contentType }),
				...authHeaders(this.account),
			},
			...(body && { body: watched(body.open(), watchdog) }),
			silenceTimeoutMs: this.limits.silenceTimeoutMs,
			...(egress && { egress }),
			signal: watchdog.signal,
		};
	}

	/** The error for an answer that is not taken. */
	private async refusal(
		response: TransportResponse,
		signal: AbortSignal | undefined,
	): Promise<ApiError> {
		const { status, unknownEncoding = '' } = response;
		if (status < 300) return encodingError(status, unknownEncoding);
		if (status < 400) return redirectError(response, this.account.baseUrl);
		return await statusError(response, this.clean, signal);
	}

	private explain(error: unknown): unknown {
		const failure = toApiError(error);
		return failure instanceof ApiError ? failure.redacted(this.clean) : failure;
	}
}

/** A file that is sent piece by piece makes progress with each of them. */
function watched(body: TransportBody, watchdog: Watchdog): TransportBody {
	if (typeof body === 'string') return body;
	async function* bytes(pieces: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
		for await (const piece of pieces) {
			watchdog.progressed();
			yield piece;
		}
	}
	return { length: body.length, bytes: bytes(body.bytes) };
}

function encodingError(status: number, encoding: string): ApiError {
	return new ApiError(
		'malformed',
		`The server answered ${status} with something compressed as ${excerpt(encoding)}, which cannot be read and was not asked for`,
	);
}

function redirectError({ headers, body }: TransportResponse, baseUrl: string): ApiError {
	body.discard();
	const { location } = headers;
	const target =
		location && URL.canParse(location, baseUrl) ? new URL(location, baseUrl).origin : 'elsewhere';
	return new ApiError(
		'redirect',
		`The server answered with a redirect to ${target}, which was not followed because the API key would go along`,
	);
}

async function statusError(
	{ status, body, unknownEncoding }: TransportResponse,
	clean: (text: string) => string,
	signal: AbortSignal | undefined,
): Promise<ApiError> {
	if (unknownEncoding !== undefined) return unexplained(status);
	// The status says most: a body that does not come is not waited for.
	const { text, isWhole } = await readText(new PieceReader(body), {
		maxBytes: MAX_ERROR_BODY,
		withinMs: ERROR_BODY_WAIT_MS,
	});
	if (isWhole) await body.finish();
	else body.discard();
	if (signal?.aborted) return new ApiError('aborted', 'The request was cancelled');
	// Cleaned before it is cut to length: half a key is still too much.
	const { message, ...said } = readErrorText(clean(text));
	const details = { ...said, ...(!parseJson(text).ok && { isForeign: true }) };
	return message === undefined
		? unexplained(status, details)
		: new ApiError('status', message, details);
}

function unexplained(status: number, details: ApiErrorDetails = { isForeign: true }): ApiError {
	return new ApiError('status', `The server answered with status ${status}`, details);
}
