import { answer, apiError } from './answers';
import type { Answer } from './fault';
import { NODE_NAME } from './node';
import { runThrottled } from './throttled';
import { nodeOutcome } from '../../sandbox/engine';

type Headers = () => Record<string, string>;

const SOON_MS = 250;
const FAR_S = 301;

const SOON: Array<[string, Headers]> = [
	['retry-after in seconds', () => ({ 'retry-after': String(SOON_MS / 1000) })],
	['retry-after-ms', () => ({ 'retry-after-ms': String(SOON_MS) })],
	['x-ratelimit-reset in seconds', () => ({ 'x-ratelimit-reset': String(SOON_MS / 1000) })],
	['x-ratelimit-reset as a moment', () => ({ 'x-ratelimit-reset': moment(SOON_MS / 1000) })],
	[
		'x-ratelimit-reset before retry-after',
		() => ({ 'x-ratelimit-reset': '0.25', 'retry-after': '60' }),
	],
];

/** The least pause where the server does not say how long. */
const SHORTEST_PAUSE_MS = 250;

const NONE: Array<[string, Headers]> = [
	['no header', () => ({})],
	['x-ratelimit-reset of 0', () => ({ 'x-ratelimit-reset': '0' })],
	['retry-after of 0', () => ({ 'retry-after': '0' })],
	['retry-after-ms of 0', () => ({ 'retry-after-ms': '0' })],
	['a date that has passed', () => ({ 'retry-after': new Date(0).toUTCString() })],
];

const FAR: Array<[string, Headers]> = [
	['retry-after in seconds', () => ({ 'retry-after': String(FAR_S) })],
	['retry-after as a date', () => ({ 'retry-after': new Date(inMs(FAR_S + 1)).toUTCString() })],
	['retry-after-ms', () => ({ 'retry-after-ms': String(FAR_S * 1000) })],
	['x-ratelimit-reset', () => ({ 'x-ratelimit-reset': String(FAR_S) })],
	['x-ratelimit-reset as a moment', () => ({ 'x-ratelimit-reset': moment(FAR_S + 60) })],
	['a time beyond what a timer can hold', () => ({ 'retry-after': '900000000' })],
];

const SAID: unknown = expect.stringContaining('Not now');
const KIND: unknown = expect.objectContaining({ kind: 'status' });

const inMs = (seconds: number) => Date.now() + seconds * 1000;
const moment = (seconds: number) => String(inMs(seconds) / 1000);

function refusal(status: number, headers: Headers): Answer {
	return async (exchange) => await answer(status, apiError('Not now'), headers())(exchange);
}

describe.each([429, 503, 529])('a %i makes everybody wait for the time it names', (status) => {
	it.each(SOON)('%s', async (_, headers) => {
		const { order, early } = await runThrottled({
			refuse: refusal(status, headers),
			waitMs: SOON_MS,
		});
		expect(order).toEqual([0, 1, 1, 2, 3, 4]);
		expect(early).toBe(0);
	});
});

describe('a 429 that names no time makes everybody wait all the same', () => {
	it.each(NONE)('%s', async (_, headers) => {
		const { order, early } = await runThrottled({
			refuse: refusal(429, headers),
			waitMs: SHORTEST_PAUSE_MS,
		});
		expect(order).toEqual([0, 1, 1, 2, 3, 4]);
		expect(early).toBe(0);
	});
});

it('a date is waited for by the clock of the server that gave it', async () => {
	const headers = () => ({
		date: new Date(inMs(-3600)).toUTCString(),
		'retry-after': new Date(inMs(-3599)).toUTCString(),
	});
	const { order, early } = await runThrottled({ refuse: refusal(429, headers), waitMs: 1000 });
	expect(order).toEqual([0, 1, 1, 2, 3, 4]);
	expect(early).toBe(0);
});

it.each([408, 502, 504])('a %i makes only its own item wait', async (status) => {
	const { order } = await runThrottled({
		refuse: refusal(status, () => ({ 'retry-after': '60' })),
		requests: 5,
	});
	expect(order).toEqual([0, 1, 2, 3, 4]);
});

describe.each([408, 429, 503])(
	'a %i that asks for more than five minutes fails at once',
	(status) => {
		it.each(FAR)('%s', async (_, headers) => {
			const { run, order } = await runThrottled({ refuse: refusal(status, headers), always: true });
			expect(run.status).toBe('success');
			expect(
				nodeOutcome(run, NODE_NAME).items.map(({ json, pairedItem }) => [pairedItem, json]),
			).toEqual([0, 1, 2, 3, 4].map((item) => [{ item }, { error: SAID, details: KIND }]));
			// No item is sent twice. Whether those behind the first are sent at all is open.
			expect(new Set(order).size).toBe(order.length);
		});
	},
);
