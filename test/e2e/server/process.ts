import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { openSync, closeSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';

import { quietEnvironment } from './environment';
import type { Installation } from '../setup/places';

const START_MS = 180_000;
const STOP_MS = 15_000;

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
	const log = join(home, 'n8n.log');
	const output = openSync(log, 'a');
	const child = spawn(n8n.node, [n8n.command, 'start'], {
		cwd: home,
		env: quietEnvironment(home, ports),
		stdio: ['ignore', output, output],
	});
	closeSync(output);
	const url = `http://127.0.0.1:${ports.n8n}`;
	try {
		await untilHealthy(url, child);
	} catch (error) {
		await stop(child);
		const said = (await readFile(log, 'utf8')).slice(-2_000);
		throw new Error(`${error instanceof Error ? error.message : String(error)}:\n${said}`);
	}
	return { url, log, stop: async () => await stop(child) };
}

async function untilHealthy(url: string, child: ChildProcess): Promise<void> {
	const deadline = Date.now() + START_MS;
	while (Date.now() < deadline) {
		if (hasEnded(child)) throw new Error('n8n ended while it started');
		const isUp = await fetch(`${url}/healthz/readiness`).then(
			({ ok }) => ok,
			() => false,
		);
		if (isUp) return;
		await wait(250);
	}
	throw new Error(`n8n did not answer within ${START_MS / 1_000} s`);
}

/** Ends this one process: kindly, and if it does not listen, not kindly. */
async function stop(child: ChildProcess): Promise<void> {
	if (hasEnded(child)) return;
	const ended = once(child, 'exit');
	child.kill('SIGTERM');
	const late = new AbortController();
	const hasLeft = await Promise.race([
		ended.then(() => true),
		wait(STOP_MS, false, { signal: late.signal }).catch(() => false),
	]);
	late.abort();
	if (hasLeft) return;
	child.kill('SIGKILL');
	await ended;
}

function hasEnded({ exitCode, signalCode }: ChildProcess): boolean {
	return exitCode !== null || signalCode !== null;
}

async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('There is no free port');
	return address.port;
}
