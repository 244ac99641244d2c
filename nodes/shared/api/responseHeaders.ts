import type { IncomingHttpHeaders } from 'node:http';

import type { ApiErrorDetails } from './errors';

/** A number of seconds above this is a moment, in seconds since 1970, or in ms above the second one. */
const LATEST_DURATION_S = 1e9;
const LATEST_MOMENT_S = 1e11;

/** The forms of a date in HTTP, and ISO 8601: `Date.parse` takes many other texts for dates. */
const DATE = /^([A-Z][a-z]{2,8},? |\d{4}-\d{2}-\d{2}T)/;

/**
 * What the headers of an answer say beside its body: the request id, how long to wait, and whether
 * to try again. Sources: https://docs.together.ai/docs/rate-limits (`x-ratelimit-reset`, seconds),
 * the official SDK (`retry-after-ms`, `retry-after`, `x-should-retry`).
 * @param now milliseconds since 1970, to turn dates into waits
 */
export function readResponseHeaders(
	headers: IncomingHttpHeaders,
	now: number,
): Pick<ApiErrorDetails, 'requestId' | 'retryAfterMs' | 'shouldRetry'> {
	const requestId = first(headers['x-request-id']) || first(headers['cf-ray']);
	const retryAfterMs = readWait(headers, now);
	const shouldRetry = first(headers['x-should-retry']);
	return {
		...(requestId !== undefined && { requestId }),
		...(retryAfterMs !== undefined && { retryAfterMs }),
		...(shouldRetry === 'true' && { shouldRetry: true }),
		...(shouldRetry === 'false' && { shouldRetry: false }),
	};
}

/** The first of the headers that name a time wins, in the order of their precision for this API. */
function readWait(headers: IncomingHttpHeaders, now: number): number | undefined {
	const milliseconds = toNumber(first(headers['retry-after-ms']));
	return (
		toWait(first(headers['x-ratelimit-reset']), now) ??
		(milliseconds !== undefined && milliseconds >= 0 ? milliseconds : undefined) ??
		toWait(first(headers['retry-after']), now)
	);
}

/** Seconds to wait, seconds since 1970, or a date, as milliseconds to wait. */
function toWait(value: string | undefined, now: number): number | undefined {
	if (value === undefined) return undefined;
	const seconds = toNumber(value);
	if (seconds !== undefined) {
		if (seconds < 0) return undefined;
		if (seconds <= LATEST_DURATION_S) return seconds * 1000;
		return Math.max(0, (seconds > LATEST_MOMENT_S ? seconds : seconds * 1000) - now);
	}
	const date = DATE.test(value) ? Date.parse(value) : Number.NaN;
	return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}

function toNumber(value: string | undefined): number | undefined {
	if (value === undefined || value.trim() === '') return undefined;
	const number = Number(value);
	return Number.isFinite(number) ? number : undefined;
}

function first(value: string | string[] | undefined): string | undefined {
	return Array.isArray(value) ? value[0] : value;
}
