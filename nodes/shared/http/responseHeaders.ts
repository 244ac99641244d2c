import type { ApiErrorDetails } from './errors';

/** A number of seconds above this is a moment, in seconds since 1970, or in ms above the second one. */
const LATEST_DURATION_S = 1e9;
const LATEST_MOMENT_S = 1e11;

/**
 * A wait below this, in ms, is taken for none named: a server that is short of everything but says 0,
 * or a moment that has passed, would otherwise use up every retry within the same busy moment.
 */
const SHORTEST_WAIT_MS = 250;

/** The forms of a date in HTTP, and ISO 8601: `Date.parse` takes many other texts for dates. */
const DATE = /^([A-Z][a-z]{2,8},? |\d{4}-\d{2}-\d{2}T)/;

/**
 * What the headers of an answer say beside its body: the request id, how long to wait, and whether
 * to try again. Sources: https://docs.together.ai/docs/rate-limits (`x-ratelimit-reset`, seconds),
 * the official SDK (`retry-after-ms`, `retry-after`, `x-should-retry`).
 * @param now milliseconds since 1970, to turn dates into waits where the server does not tell its own time
 */
export function readResponseHeaders(
	headers: Record<string, string>,
	now: number,
): Pick<ApiErrorDetails, 'requestId' | 'retryAfterMs' | 'shouldRetry'> {
	const requestId = headers['x-request-id'] || headers['cf-ray'];
	const retryAfterMs = readWait(headers, toMoment(headers['date']) ?? now);
	const shouldRetry = headers['x-should-retry'];
	return {
		...(requestId !== undefined && { requestId }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		...(shouldRetry === 'true' && { shouldRetry: true }),
		...(shouldRetry === 'false' && { shouldRetry: false }),
	};
}

/** The first of the headers that name a time wins, in the order of their precision for this API. */
function readWait(headers: Record<string, string | undefined>, now: number): number | undefined {
	const waits = [
		toWait(headers['x-ratelimit-reset'], now),
		toNumber(headers['retry-after-ms']),
		toWait(headers['retry-after'], now),
	];
	return waits.find((wait) => wait !== undefined && wait >= SHORTEST_WAIT_MS);
}

/** Seconds to wait, seconds since 1970, or a date, as milliseconds to wait. */
function toWait(value: string | undefined, now: number): number | undefined {
	const seconds = toNumber(value);
	if (seconds === undefined) return fromNow(toMoment(value), now);
	if (seconds <= LATEST_DURATION_S) return seconds * 1000;
	return fromNow(seconds > LATEST_MOMENT_S ? seconds : seconds * 1000, now);
}

function fromNow(moment: number | undefined, now: number): number | undefined {
	return moment === undefined ? undefined : moment - now;
}

/** A date, as milliseconds since 1970. */
function toMoment(value: string | undefined): number | undefined {
	const date = value !== undefined && DATE.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(date) ? undefined : date;
}

function toNumber(value: string | undefined): number | undefined {
	if (value === undefined || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}
