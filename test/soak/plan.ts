import { answer, apiError, beginStream, chunk, event, reset, stream } from '../faults/answers';
import type { Answer } from '../faults/fault';

/** Retries of the node under soak: an item is sent four times at most. */
export const MAX_RETRIES = 3;

/** What a tenth of the items meets. */
export interface Trouble {
	name: string;
	answer: Answer;
	/** How many attempts meet it; Infinity for one that stays. */
	failures: number;
	/** What becomes of the item: its error, or undefined when it gets its answer. */
	error?: { kind: string; status: number };
	/** Requests the item may cost. */
	requests: number;
}

const SOON = { 'retry-after-ms': '250' };
const RESET = { 'x-ratelimit-reset': '0.25' };
const throttle = answer(429, apiError('Slow down'), RESET);
const failure = answer(500, apiError('Engine is on fire', { type: 'server_error' }), SOON);
const overload = answer(503, apiError('Too many of you'));
const refusal = answer(400, apiError('Not this one'));

/** Everybody waits for each of these, so they are rarer. */
const THROTTLES: Trouble[] = [
	{ name: '429 once', answer: throttle, failures: 1, requests: 2 },
	{ name: '429 three times', answer: throttle, failures: 3, requests: 4 },
];

/** One trouble in so many is a throttle. */
const THROTTLE_EVERY = 50;

const FAULTS: Trouble[] = [
	{ name: '500 once', answer: failure, failures: 1, requests: 2 },
	{ name: '503 once', answer: overload, failures: 1, requests: 2 },
	{ name: 'reset once', answer: ({ response }) => reset(response), failures: 1, requests: 2 },
	{ name: 'truncated stream once', answer: stream(event(chunk('An'))), failures: 1, requests: 2 },
	{ name: '500 always', answer: failure, ...lasting('status', 500, 2) },
	{ name: '503 always', answer: overload, ...lasting('status', 503, 4) },
	{ name: '400 always', answer: refusal, ...lasting('status', 400, 1) },
	{
		name: 'broken JSON always',
		answer: ({ response }) => {
			beginStream(response);
			response.end('data: {"choices\n\n');
		},
		...lasting('malformed', 200, 1),
	},
];

function lasting(kind: string, status: number, requests: number) {
	return { failures: Infinity, error: { kind, status }, requests };
}

export const TROUBLES = [...THROTTLES, ...FAULTS];

/** The trouble of an item: every tenth has one, each kind in turn. */
export function troubleOf(item: number): Trouble | undefined {
	if (item % 10 !== 7) return undefined;
	const turn = Math.floor(item / 10);
	if (turn % THROTTLE_EVERY !== 0) return FAULTS[turn % FAULTS.length];
	return THROTTLES[(turn / THROTTLE_EVERY) % THROTTLES.length];
}
