import { readResponseHeaders } from '../../../nodes/shared/http/responseHeaders';

/** Wed, 21 Oct 2026 07:28:00 GMT */
const NOW = Date.UTC(2026, 9, 21, 7, 28, 0);

describe('the request id', () => {
	it.each([
		{ what: 'x-request-id', headers: { 'x-request-id': 'a', 'cf-ray': 'b' }, requestId: 'a' },
		{ what: 'cf-ray without it', headers: { 'cf-ray': 'b' }, requestId: 'b' },
	])('is $what', ({ headers, requestId }) => {
		expect(readResponseHeaders(headers, NOW)).toEqual({ requestId });
	});
});

describe('the wait', () => {
	it.each([
		{ what: 'seconds', headers: { 'x-ratelimit-reset': '12' }, retryAfterMs: 12_000 },
		{ what: 'parts of seconds', headers: { 'x-ratelimit-reset': '0.5' }, retryAfterMs: 500 },
		{
			what: 'seconds since 1970',
			headers: { 'x-ratelimit-reset': String(NOW / 1000 + 7) },
			retryAfterMs: 7000,
		},
		{
			what: 'a date in ISO form',
			headers: { 'x-ratelimit-reset': '2026-10-21T07:28:03Z' },
			retryAfterMs: 3000,
		},
		{ what: 'milliseconds', headers: { 'retry-after-ms': '1500' }, retryAfterMs: 1500 },
		{ what: 'seconds of retry-after', headers: { 'retry-after': '2' }, retryAfterMs: 2000 },
		{
			what: 'the date of retry-after',
			headers: { 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' },
			retryAfterMs: 30_000,
		},
		{ what: 'the shortest', headers: { 'retry-after-ms': '250' }, retryAfterMs: 250 },
	])('is $what', ({ headers, retryAfterMs }) => {
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs });
	});

	it('comes from x-ratelimit-reset before the others', () => {
		const headers = { 'x-ratelimit-reset': '1', 'retry-after-ms': '2000', 'retry-after': '3' };
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs: 1000 });
	});

	it('comes from retry-after-ms before retry-after', () => {
		const headers = { 'retry-after-ms': '2000', 'retry-after': '3' };
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs: 2000 });
	});

	it.each(['soon', '', ' ', '-1', 'NaN', 'Infinity', '60s', '6m0s', 'in 5', '1, 2'])(
		'is not read from junk: "%s"',
		(junk) => {
			const headers = { 'x-ratelimit-reset': junk };
			expect(readResponseHeaders(headers, NOW)).toEqual({});
		},
	);

	it.each([
		{ what: 'no time at all', headers: { 'x-ratelimit-reset': '0' } },
		{ what: 'no seconds', headers: { 'retry-after': '0' } },
		{ what: 'no milliseconds', headers: { 'retry-after-ms': '0' } },
		{ what: 'hardly any time', headers: { 'retry-after-ms': '249' } },
		{
			what: 'seconds since 1970 in the past',
			headers: { 'x-ratelimit-reset': String(NOW / 1000 - 7) },
		},
		{
			what: 'a date that has passed',
			headers: { 'retry-after': 'Wed, 21 Oct 2026 07:27:00 GMT' },
		},
	])('is not named by $what', ({ headers }) => {
		expect(readResponseHeaders(headers, NOW)).toEqual({});
	});

	it('comes from the next header when one names no time', () => {
		const headers = { 'x-ratelimit-reset': '0', 'retry-after-ms': '0', 'retry-after': '4' };
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs: 4000 });
	});

	it.each([
		{ what: 'a date', headers: { 'retry-after': 'Wed, 21 Oct 2026 06:00:30 GMT' } },
		{
			what: 'seconds since 1970',
			headers: { 'x-ratelimit-reset': String(Date.UTC(2026, 9, 21, 6, 0, 30) / 1000) },
		},
	])('goes by the clock of the server, given $what', ({ headers }) => {
		const date = 'Wed, 21 Oct 2026 06:00:00 GMT';
		expect(readResponseHeaders({ ...headers, date }, NOW)).toEqual({ retryAfterMs: 30_000 });
	});

	it('goes by our clock when the server has none', () => {
		const headers = { date: 'today', 'retry-after': 'Wed, 21 Oct 2026 07:28:30 GMT' };
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs: 30_000 });
	});

	it('comes from the next header when one holds junk', () => {
		const headers = { 'x-ratelimit-reset': 'soon', 'retry-after-ms': '-5', 'retry-after': '4' };
		expect(readResponseHeaders(headers, NOW)).toEqual({ retryAfterMs: 4000 });
	});
});

describe('the word of the server on retrying', () => {
	it.each([
		{ value: 'true', said: { shouldRetry: true } },
		{ value: 'false', said: { shouldRetry: false } },
		{ value: 'maybe', said: {} },
		{ value: '', said: {} },
	])('is read from "$value"', ({ value, said }) => {
		expect(readResponseHeaders({ 'x-should-retry': value }, NOW)).toEqual(said);
	});
});

it('finds nothing in the headers of an ordinary answer', () => {
	const headers = { 'content-type': 'application/json', date: 'Wed, 21 Oct 2026 07:28:00 GMT' };
	expect(readResponseHeaders(headers, NOW)).toEqual({});
});
