import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { Meter } from './meter';
import type { Answer, Question, ServerOptions } from './protocol';
import { rendered } from './rendered';
import { sendVectors } from './renderedVectors';
import { lastUserText, startStandIn, type Exchange, type StandIn } from '../../sandbox/standIn';
import { numberIn } from '../workload';

// The process at the other end of servers/fork.ts: the stand-in for the API, out of the way of the
// clients that are measured.

let running: StandIn | undefined;
let meter = new Meter();

process.on('message', (question: Question) => {
	void answer(question).then((reply) => process.send?.(reply));
});
process.once('disconnect', () => process.exit());

async function answer(question: Question): Promise<Answer> {
	if (question.ask === 'seen') return { seen: meter.take(running?.connections ?? 0) };
	await running?.close();
	meter = new Meter();
	running = await start(question.options);
	return { url: running.url };
}

async function start(options: ServerOptions): Promise<StandIn> {
	const { latencyMs, maxInFlight, maxPerSecond, tlsFolder, replyLength = 60 } = options;
	const isLimited = maxInFlight !== undefined || maxPerSecond !== undefined;
	const latencyOf = (item: number) =>
		typeof latencyMs === 'object' ? (latencyMs[item] ?? 0) : (latencyMs ?? 0);
	const sendRendered = rendered(replyLength);
	return await startStandIn({
		...(maxInFlight !== undefined && { maxInFlight }),
		...(maxPerSecond !== undefined && { maxPerSecond }),
		...(tlsFolder !== undefined && { tls: readPair(tlsFolder) }),
		latencyMs: isLimited ? latencyOf(0) : 0,
		reply: (request) => `${numberIn(lastUserText(request))} is a question about billing.`,
		intercept: (exchange: Exchange) => {
			meter.begin(exchange.response);
			// Only the stand-in's own way has its limits; the short way costs this process less.
			if (isLimited) return false;
			const item = numberIn(lastUserText(exchange.request));
			const wait = latencyOf(item);
			const isVectors = exchange.path.endsWith('/embeddings');
			const send = () => (isVectors ? sendVectors(exchange) : sendRendered(exchange, item));
			if (wait > 0) setTimeout(send, wait);
			else send();
			return true;
		},
	});
}

function readPair(folder: string): { key: string; cert: string } {
	const read = (name: string) => readFileSync(join(folder, name), 'utf8');
	return { key: read('key.pem'), cert: read('cert.pem') };
}
