import { randomUUID } from 'node:crypto';
import { performance } from 'node:perf_hooks';

import type { INodeExecutionData } from 'n8n-workflow';

import { MAX_RETRIES, troubleOf } from './plan';
import { answerOf, itemOf, NODE_NAME, runNode, type NodePackage } from '../faults/node';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

export interface Soak {
	status: string;
	/** What the node gave out, all of it. */
	items: INodeExecutionData[];
	/** Requests per item. */
	sent: number[];
	requests: number;
	connections: number;
	peakInFlight: number;
	/** Requests without an end, once the run was over. */
	inFlight: number;
	wallMs: number;
}

export const MAX_CONCURRENCY = 64;

/** Sends many items through the node, a tenth of which meets trouble. */
export async function runSoak(built: NodePackage, count: number): Promise<Soak> {
	const sent = Array.from({ length: count }, () => 0);
	const server = await startStandIn({
		reply: answerOf,
		// Without it every answer would be there before the next request is read.
		latencyMs: 1,
		intercept: async (exchange) => {
			const item = itemOf(exchange.request);
			const attempt = (sent[item] = (sent[item] ?? 0) + 1);
			const trouble = troubleOf(item);
			if (!trouble || attempt > trouble.failures) return false;
			await trouble.answer(exchange);
			return true;
		},
	});
	const begin = performance.now();
	const run = await runNode({
		package: built,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: count,
		onError: 'continueRegularOutput',
		requests: { maxConcurrency: MAX_CONCURRENCY, maxRetries: MAX_RETRIES, giveUpAfter: 0 },
	});
	const wallMs = performance.now() - begin;
	const { inFlight } = server;
	await server.close();
	return {
		status: run.status,
		items: nodeOutcome(run, NODE_NAME).items,
		sent,
		requests: server.requests.length,
		connections: server.connections,
		peakInFlight: server.peakInFlight,
		inFlight,
		wallMs,
	};
}
