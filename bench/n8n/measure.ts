import { randomUUID } from 'node:crypto';
import type { ServerResponse } from 'node:http';

import type { Peer } from './peers';
import { startStandIn, type StandIn, type StandInOptions } from '../../sandbox/standIn';
import { echo } from '../../test/e2e/helpers/fixture';
import { manualTrigger } from '../../test/e2e/helpers/nodes';
import { run, saveCredential } from '../../test/e2e/server/client';
import { itemsOf } from '../../test/e2e/server/execution';
import { call, type Session } from '../../test/e2e/server/http';
import { fedWith, workflow } from '../../test/e2e/server/workflow';

export const ITEMS = 100;

const WARM_UP_ITEMS = 3;

/** What one run of a workflow took and gave. */
export interface Figures {
	wallMs: number;
	/** Questions without their answer at their place. */
	lost: number;
	connections: number;
	peakInFlight: number;
	/** Requests that were refused. */
	refused: number;
}

/** Runs the items through one of the peers, against a server of their own, in a running n8n. */
export async function measure(n8n: Session, peer: Peer, options: StandInOptions): Promise<Figures> {
	await runItems(n8n, peer, { latencyMs: 0 }, WARM_UP_ITEMS);
	return await runItems(n8n, peer, options, ITEMS);
}

async function runItems(n8n: Session, peer: Peer, options: StandInOptions, count: number) {
	const seen = new InFlight();
	const standIn = await startStandIn({
		...options,
		reply: echo,
		intercept: ({ response }) => {
			seen.begin(response);
			return false;
		},
	});
	try {
		const data = await prepare(n8n, peer, standIn.url, count);
		if (peer.knowsServer) await run(n8n, data.workflow);
		seen.peak = 0;
		const before = { requests: standIn.requests.length, connections: standIn.connections };
		const execution = await run(n8n, data.workflow);
		const answers = itemsOf(execution, data.asks).map((item) => JSON.stringify(item));
		const found = data.items.filter(({ question }, at) =>
			answers[at]?.includes(`Re: ${question}.`),
		);
		return {
			wallMs: execution.runs[data.asks]?.[0]?.executionTime ?? NaN,
			lost: count - found.length,
			connections: standIn.connections - before.connections,
			peakInFlight: seen.peak,
			refused: refusals(standIn, before.requests),
		};
	} finally {
		await standIn.close();
	}
}

/** How many requests are being answered at the same time. */
class InFlight {
	peak = 0;
	private now = 0;

	begin(response: ServerResponse): void {
		this.now++;
		this.peak = Math.max(this.peak, this.now);
		response.once('close', () => this.now--);
	}
}

/** A key of its own each time: what was learnt about one server must not help with the next. */
async function prepare(n8n: Session, peer: Peer, url: string, count: number) {
	const apiKey = `key-${randomUUID()}`;
	const together = await saveCredential(n8n, { apiKey, baseUrl: url }, 'Bench');
	const openAi = await saveOpenAi(n8n, apiKey, url);
	const { node, others = [], lines = [] } = peer.ask({ url, together, openAi });
	const nodes = [manualTrigger(), node, ...others];
	const items = Array.from({ length: count }, (_, at) => ({ question: `Question ${at}` }));
	const made = workflow(peer.label, nodes, [['Start', node.name], ...lines]);
	return { items, asks: node.name, workflow: fedWith(made, items) };
}

async function saveOpenAi(n8n: Session, apiKey: string, url: string) {
	const name = 'Bench';
	const body = { name, type: 'openAiApi', data: { apiKey, url, header: false } };
	const { id } = await call<{ id: string }>(n8n, 'POST', '/rest/credentials', body);
	return { id, name };
}

function refusals({ requests }: StandIn, from: number): number {
	return requests.slice(from).filter(({ status }) => status === 429).length;
}
