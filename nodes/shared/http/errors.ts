import { TransportFailure } from '../host/port';

/**
 * What went wrong with a request:
 * - `status`: the server answered with a status other than 2xx;
 * - `reported`: the server reported an error inside a 200, in the body or in the stream;
 * - `malformed`: a 200 that is not a chat completion (HTML, broken JSON, no choices, no content);
 * - `truncated`: a stream that ended without `[DONE]` and without a finish reason;
 * - `redirect`: the server pointed elsewhere, which is refused because the key would go along;
 * - `tooLarge`: the answer went over a size limit;
 * - `timeout`: no connection, or silence for longer than the time-out;
 * - `network`: refused, reset, unresolvable, TLS not trusted;
 * - `proxy`: the address of the proxy, from the environment, is not valid;
 * - `blocked`: the egress rules of the host forbid the address;
 * - `aborted`: the caller gave up.
 */
export type ApiErrorKind =
	| 'status'
	| 'reported'
	| 'malformed'
	| 'truncated'
	| 'redirect'
	| 'tooLarge'
	| 'timeout'
	| 'network'
	| 'proxy'
	| 'blocked'
	| 'aborted';

/** Everything known about a failed request beside its kind and message. */
export interface ApiErrorDetails {
	/** HTTP status, absent when no answer came. */
	status?: number;
	/** The API's `error.type`, for instance `invalid_request_error`. */
	type?: string;
	/** The API's `error.code`, or the system's, for instance `ECONNREFUSED`. */
	code?: string;
	/** The request parameter the API complains of. */
	param?: string;
	/** For Together's support: `x-request-id`, the body's `id`, or `cf-ray`. */
	requestId?: string;
	/** How long the server asks to wait before the next request, in ms. */
	retryAfterMs?: number;
	/** True when the answer was no JSON: not the API gave it, but something in front of it. */
	isForeign?: boolean;
	/** The server's own word on retrying (`x-should-retry`). */
	shouldRetry?: boolean;
}

/** The one error of this folder. Its message is what the server said, or what happened in plain words. */
export class ApiError extends Error {
	override readonly name = 'ApiError';

	constructor(
		readonly kind: ApiErrorKind,
		message: string,
		readonly details: ApiErrorDetails = {},
	) {
		super(message);
	}

	/** The same error with every text in it cleaned, also those that came from headers. */
	redacted(clean: (text: string) => string): ApiError {
		const details = Object.fromEntries(
			Object.entries(this.details).map(([name, value]) => [
				name,
				typeof value === 'string' ? clean(value) : value,
			]),
		);
		return new ApiError(this.kind, clean(this.message), details);
	}
}

/** A failure of the transport as the one error of this folder; anything else as it is. */
export function toApiError(error: unknown): unknown {
	if (!(error instanceof TransportFailure)) return error;
	const { kind, message, code } = error;
	return new ApiError(kind, message, code === undefined ? {} : { code });
}

/** True when the caller gave up. */
export function isAborted(error: unknown): boolean {
	const isOurs = error instanceof ApiError || error instanceof TransportFailure;
	return isOurs && error.kind === 'aborted';
}
