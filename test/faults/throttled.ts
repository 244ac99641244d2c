import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';

import type { Answer } from './fault';
import { answerOf, itemOf, runNode } from './node';
import { SOURCE } from './source';
import type { WorkflowRun } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

interface Throttle {
	refuse: Answer;
	/** How long the refusal asks to wait. */
	waitMs?: number;
	/** Refuses every request, not only the first one of the second item. */
	always?: boolean;
	/** Presses the Stop button once so many requests came. */
	requests?: number;
}

interface Throttled {
	run: WorkflowRun;
	/** The items in the order of their requests. */
	order: number[];
	/** Requests that came before the time the server had named. */
	early: number;
}

/** The clocks of two parties differ by the rounding of a timer. */
const ROUNDING_MS = 2;

const running = new Set<AbortController>();

// A run that a failed test left behind would wait for minutes.
afterEach(() => running.forEach((stop) => stop.abort()));

/** Runs five items one after the other, of which the second one is refused once unless told else. */
export async function runThrottled(throttle: Throttle): Promise<Throttled> {
	const stop = new AbortController();
	const order: number[] = [];
	let early = 0;
	let notBefore = 0;
	const server = await startStandIn({
		reply: answerOf,
		intercept: async (exchange) => {
			const item = itemOf(exchange.request);
			const isFirst = !order.includes(item);
			order.push(item);
			if (performance.now() < notBefore - ROUNDING_MS) early++;
			if (!throttle.always && !(item === 1 && isFirst)) return false;
			notBefore = performance.now() + (throttle.waitMs ?? 0);
			await throttle.refuse(exchange);
			return true;
		},
	});
	running.add(stop);
	const ended = runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: 5,
		onError: 'continueRegularOutput',
		requests: { maxConcurrency: 1, maxRetries: 3 },
		signal: stop.signal,
	});
	if (throttle.requests !== undefined) {
		const { requests } = throttle;
		await server.waitUntil(() => server.requests.length >= requests && server.inFlight === 0);
		stop.abort();
	}
	const run = await ended;
	running.delete(stop);
	await server.close();
	return { run, order, early };
}
