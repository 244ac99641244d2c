import { createServer } from 'node:http';
import type { ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { performance } from 'node:perf_hooks';
import { setTimeout as wait } from 'node:timers/promises';

import { eventsOf } from './events';
import { median, type Contestant } from '../measure/rounds';
import { numberIn } from '../workload';

export interface TimedServer {
	baseUrl: string;
	/** Measures how long tokens take to `arrived`, which gets each of them as its text. */
	clock: (name: string, ask: (arrived: (token: string) => void) => Promise<unknown>) => Contestant;
	close: () => void;
}

/** A server in this process that writes numbered tokens and notes when, on the clock of both. */
export async function startTimedServer(tokens: number, everyMs: number): Promise<TimedServer> {
	const writtenAt: number[] = [];
	const [template = '', ...end] = eventsOf('x');
	const answer = async (response: ServerResponse) => {
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		response.flushHeaders();
		for (let token = 0; token < tokens; token++) {
			await wait(everyMs);
			const event = template.replaceAll('"x"', `"${token} "`);
			writtenAt[token] = performance.now();
			response.write(event);
		}
		response.end(end.join(''));
	};
	const server = createServer((incoming, response) => {
		incoming.resume().once('end', () => void answer(response));
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		clock: (name, ask) => async () => {
			const delays: number[] = [];
			await ask((token) => {
				const written = writtenAt[numberIn(token)];
				if (written !== undefined) delays.push(performance.now() - written);
			});
			if (delays.length !== tokens) throw new Error(`${name}: ${delays.length} tokens arrived`);
			return { [`${name}.median`]: median(delays), [`${name}.slowest`]: Math.max(...delays) };
		},
		close: () => {
			server.closeAllConnections();
			server.close();
		},
	};
}
