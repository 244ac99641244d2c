import { join } from 'node:path';

import { quietEnvironment } from './environment';
import { answers, freePort, launch } from './member';
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
		isReady: async () => await answers(`${url}/rest/settings`),
	});
	return { url, log, stop };
}
