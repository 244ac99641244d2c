import { ApiError } from './errors';
import { TOTAL_TIMEOUT } from './watchdog';

/**
 * What may be sent again, a property of each endpoint:
 * - `freely`: an answer that did not come whole costs no more the second time;
 * - `untilDone`: only when the server refused it or was never reached, as the work may have been done
 *   and billed;
 * - `never`.
 */
export type Repeatable = 'freely' | 'untilDone' | 'never';

/** Statuses after which the same request may succeed; 500 does so at most once more. */
const RETRIED_STATUSES = new Set([408, 409, 429, 500, 502, 503, 504, 520, 522, 524, 529]);

/** Codes of connections that were never made. */
const NOT_CONNECTED = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'UND_ERR_CONNECT_TIMEOUT',
]);

/** A server that asks for a longer wait than this, in ms, is not waited for: items fail at once. */
const LONGEST_WAIT_MS = 5 * 60_000;

/** `error.type` of a server that asks for fewer requests, inside a stream or a 200. */
const THROTTLE_TYPE = /^(dynamic_(request|token)_limited|rate_limit.*)$/;

/** `error.type` and `error.code` of reported errors that stay as long as the request stays. */
const LASTING = /invalid|not_(found|available|running)|credit|auth|permission|required|unsupported/;

/** Statuses that servers tell as `error.code`, by which they refuse the request as it is. */
const REFUSED = /^4(?!08|09|25|29)\d\d$/;

/** What is known of a failed request beside its error. */
interface Attempted {
	repeatable: Repeatable;
	/** How many times it has met a 500 or a reported error, this one included. */
	serverErrors: number;
}

/**
 * Judges a failure by the rules of https://docs.together.ai/docs/error-codes and of the official
 * SDK, whose `x-should-retry` header wins.
 * @returns what `withRetries` wants to know
 */
export function judgeFailure(error: unknown, { repeatable, serverErrors }: Attempted) {
	if (!(error instanceof ApiError)) {
		return {
			isThrottled: false,
			wantsQuiet: false,
			isDown: false,
			mayRetry: false,
			waitMs: undefined,
		};
	}
	const { retryAfterMs, shouldRetry } = error.details;
	const isWorthWaiting = (retryAfterMs ?? 0) <= LONGEST_WAIT_MS;
	const isThrottled = isThrottle(error);
	const mayHeal = shouldRetry ?? (isThrottled || canHeal(error, serverErrors));
	const mayRepeat = repeatable === 'freely' || (repeatable === 'untilDone' && isUndone(error));
	return {
		isThrottled,
		wantsQuiet: isThrottled && !isWorthWaiting,
		isDown: isDown(error),
		mayRetry: mayHeal && mayRepeat && isWorthWaiting,
		waitMs: retryAfterMs,
	};
}

/** True when it is certain that nothing was done for the request. */
function isUndone(error: ApiError): boolean {
	const { code = '' } = error.details;
	return isThrottle(error) || error.details.status === 503 || NOT_CONNECTED.has(code);
}

/** True when nobody was there to answer: nothing listens, or what stands in front finds nothing behind it. */
function isDown({ kind, details }: ApiError): boolean {
	const { status, code } = details;
	return code === 'ECONNREFUSED' || (kind === 'status' && (status === 502 || status === 503));
}

/** True for failures that count towards the one retry after an error of the server itself. */
export function isServerError(error: unknown): boolean {
	return error instanceof ApiError && (error.kind === 'reported' || error.details.status === 500);
}

/** True when the server refused the key, or the account has no credit: it will refuse the next request too. */
export function isRefusal(error: unknown): error is ApiError {
	if (!(error instanceof ApiError) || error.kind !== 'status') return false;
	return error.details.status === 401 || error.details.status === 402;
}

function isThrottle({ kind, details }: ApiError): boolean {
	const { status, type, code, retryAfterMs } = details;
	if (kind === 'reported') return THROTTLE_TYPE.test(type ?? '') || code === '429';
	// An overloaded server that names a time speaks to everyone; without one it may be a single engine.
	return status === 429 || ((status === 503 || status === 529) && retryAfterMs !== undefined);
}

function canHeal({ kind, details }: ApiError, serverErrors: number): boolean {
	const { status, type = '', code = '' } = details;
	switch (kind) {
		case 'network':
		case 'truncated':
			return true;
		case 'timeout':
			// Its user does not want to wait that long, and would pay for each attempt.
			return code !== TOTAL_TIMEOUT;
		case 'reported':
			return serverErrors <= 1 && !LASTING.test(`${type} ${code}`) && !REFUSED.test(code);
		case 'status':
			return RETRIED_STATUSES.has(status ?? 0) && (status !== 500 || serverErrors <= 1);
		default:
			return false;
	}
}
