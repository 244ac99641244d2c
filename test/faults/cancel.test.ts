import { randomUUID } from 'node:crypto';

import { answer, halfThen } from './answers';
import { expectNoSecrets } from './expectations';
import type { Answer } from './fault';
import { MODES, NODE_NAME, runNode, STREAMINGS, type OnError, type Streaming } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

interface Moment {
	name: string;
	/** How every request is answered until the Stop button is pressed. */
	answer: Answer;
	/** Requests that are there when it is pressed; no more may come. */
	begun: number;
	/** Requests among them that have no answer yet, which must be let go. */
	open: number;
	maxConcurrency: number;
}

const LATER = { 'retry-after': '60' };
const MOMENTS: Moment[] = [
	{ name: 'in flight, others queued', answer: () => {}, begun: 2, open: 2, maxConcurrency: 2 },
	{ name: 'in flight, all of them', answer: () => {}, begun: 5, open: 5, maxConcurrency: 8 },
	{ name: 'in the middle', answer: halfThen(), begun: 3, open: 3, maxConcurrency: 3 },
	{
		name: 'while everybody waits after a throttle',
		answer: answer(429, '', LATER),
		begun: 1,
		open: 0,
		maxConcurrency: 1,
	},
	{
		name: 'while every item waits to be sent again',
		answer: answer(408, '', LATER),
		begun: 5,
		open: 0,
		maxConcurrency: 1,
	},
];

const ROWS = MOMENTS.flatMap((moment) =>
	STREAMINGS.flatMap((streaming) => MODES.map((onError) => ({ ...moment, streaming, onError }))),
);

describe('the Stop button', () => {
	it.concurrent.each(ROWS)('$name: streaming $streaming, $onError', async (row) => {
		const { run, server, apiKey } = await stopped(row);
		expect(run.status).toBe('canceled');
		expect(server.requests).toHaveLength(row.begun);
		expect(server.requests.filter(({ aborted }) => aborted)).toHaveLength(row.open);
		// Where a node may go on, the engine hands its input on in place of what never came.
		const input = row.onError === 'stopWorkflow' ? [] : [0, 1, 2, 3, 4].map((n) => ({ n }));
		expect(nodeOutcome(run, NODE_NAME).items.map(({ json }) => json)).toEqual(input);
		expectNoSecrets({ run, apiKey });
	});
});

async function stopped(row: Moment & { streaming: Streaming; onError: OnError }) {
	const stop = new AbortController();
	let answers = 0;
	let allAnswered = () => {};
	const answered = new Promise<void>((resolve) => (allAnswered = resolve));
	const server = await startStandIn({
		intercept: async (exchange) => {
			await row.answer(exchange);
			if (++answers === row.begun) allAnswered();
			return true;
		},
	});
	const apiKey = `tgp_v1_${randomUUID()}`;
	const running = runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey,
		items: 5,
		onError: row.onError,
		requests: { streaming: row.streaming, maxConcurrency: row.maxConcurrency, maxRetries: 3 },
		signal: stop.signal,
	});
	await answered;
	await server.waitUntil(() => server.inFlight === row.open);
	stop.abort();
	const run = await running;
	await server.waitUntil(() => server.inFlight === 0);
	await server.close();
	return { run, server, apiKey };
}
