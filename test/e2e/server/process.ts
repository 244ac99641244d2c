import { join } from 'node:path';

import { quietEnvironment } from './environment';
import { freePort, launch } from './member';
import type { Installation } from '../setup/places';

const START_MS = 180_000;

/** A running n8n. */
export interface Running {
	url: string;
	/** The file with what it writes. */
	log: string;
	stop: () => Promise<void>;
}

/** Starts n8n on a free port of this machine and waits until it answers. */
export async function startProcess(n8n: Installation, home: string): Promise<Running> {
	const ports = { n8n: await freePort(), broker: await freePort() };
	const url = `http://127.0.0.1:${ports.n8n}`;
	const log = join(home, 'n8n.log');
	const { stop } = await launch({
		program: n8n.node,
		args: [n8n.command, 'start'],
		cwd: home,
		env: quietEnvironment(home, ports),
		log,
		startMs: START_MS,
		isReady: async () => await hasRestApi(url),
	});
	return { url, log, stop };
}

/** Whether its REST API is there: while n8n starts, it answers any address with a line of text. */
async function hasRestApi(url: string): Promise<boolean> {
	return await fetch(`${url}/rest/settings`).then(
		({ ok, headers }) => ok && (headers.get('content-type') ?? '').includes('json'),
		() => false,
	);
}
