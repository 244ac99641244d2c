import { randomUUID } from 'node:crypto';

import type { Fault } from './fault';
import { answerOf, itemOf, runNode, type NodePackage, type OnError, type Streaming } from './node';
import { openNowhere } from './nowhere';
import type { WorkflowRun } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

export const ITEMS = 5;

export interface Injection {
	package: NodePackage;
	fault: Fault;
	streaming: Streaming;
	onError: OnError;
	/** Attempts per item that meet the fault; all of them when left out. */
	failures?: number;
	/** In place of the fault's own. */
	maxRetries?: number;
}

export interface Injected {
	run: WorkflowRun;
	apiKey: string;
	/** Address of the server, as errors tell it. */
	host: string;
	/** The items that met the fault. */
	hit: number[];
	/** Requests per item. */
	sent: number[];
}

/** Runs five items, of which the second and the fourth meet the fault; all do when nobody answers. */
export async function inject(injection: Injection): Promise<Injected> {
	const { fault, failures = Infinity } = injection;
	const sent = Array.from({ length: ITEMS }, () => 0);
	const hit = fault.nowhere ? sent.map((_, item) => item) : [1, 3];
	const server = await startStandIn({
		reply: answerOf,
		intercept: async (exchange) => {
			const item = itemOf(exchange.request);
			const attempt = (sent[item] = (sent[item] ?? 0) + 1);
			exchange.response.setHeader('x-request-id', `req-${item}-${attempt}`);
			if (fault.keepsNone) exchange.response.setHeader('connection', 'close');
			if (!hit.includes(item) || attempt > failures) return false;
			await fault.answer?.(exchange);
			return true;
		},
	});
	const nowhere = fault.nowhere && (await openNowhere(fault.nowhere));
	const baseUrl = nowhere?.baseUrl ?? server.url;
	const apiKey = `tgp_v1_${randomUUID()}`;
	try {
		const run = await runNode({
			...injection,
			baseUrl,
			apiKey,
			items: ITEMS,
			requests: requests(injection),
		});
		return { run, apiKey, host: new URL(baseUrl).host, hit, sent };
	} finally {
		await nowhere?.close();
		await server.close();
	}
}

function requests({ fault, streaming, onError, maxRetries = fault.maxRetries }: Injection) {
	return {
		streaming,
		maxRetries,
		// Every attempt counts then; outage.test.ts has the other way.
		giveUpAfter: 0,
		...(fault.timeout !== undefined && { timeout: fault.timeout }),
		...(fault.totalTimeout !== undefined && { totalTimeout: fault.totalTimeout }),
		// One after the other, so that it is certain which items have begun when the run stops.
		...(onError === 'stopWorkflow' && { maxConcurrency: 1 }),
	};
}
