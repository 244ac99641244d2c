import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';

const START_MS = 120_000;
const STOP_MS = 15_000;
const SHOWN = 2_000;

/** A program that serves something on this machine. */
export interface Member {
	pid: number;
	/** What it has written so far. */
	written: () => Promise<string>;
	/** Ends it kindly, and if it does not listen, not kindly. */
	stop: () => Promise<void>;
	/** Ends it in the middle of everything. */
	kill: () => Promise<void>;
}

export interface Launch {
	program: string;
	args: readonly string[];
	cwd: string;
	env: NodeJS.ProcessEnv;
	/** The file that gets what it writes. */
	log: string;
	/** How long it may take until it can be used, in ms. */
	startMs?: number;
	/** The signal that ends it kindly; SIGTERM unless told. */
	endsWith?: NodeJS.Signals;
	/** Whether it can be used now. */
	isReady: () => Promise<boolean>;
}

/** Starts a program and waits until it can be used. */
export async function launch(options: Launch): Promise<Member> {
	const { program, args, cwd, env, log, startMs = START_MS, isReady } = options;
	const { endsWith = 'SIGTERM' } = options;
	const output = openSync(log, 'a');
	const child = spawn(program, args, { cwd, env, stdio: ['ignore', output, output] });
	closeSync(output);
	const exit = once(child, 'exit');
	// Awaited where it is stopped; a program that cannot be started shows there too.
	exit.catch(() => undefined);
	const hasEnded = () => child.exitCode !== null || child.signalCode !== null;
	const written = async () => await readFile(log, 'utf8');
	const kill = async () => {
		if (hasEnded()) return;
		child.kill('SIGKILL');
		await exit;
	};
	const stop = async () => {
		if (hasEnded()) return;
		child.kill(endsWith);
		const late = new AbortController();
		const patience = wait(STOP_MS, false, { signal: late.signal }).catch(() => false);
		const hasLeft = await Promise.race([exit.then(() => true), patience]);
		late.abort();
		if (!hasLeft) await kill();
	};
	try {
		await eventually(`start of ${program}`, startMs, async () => {
			if (hasEnded()) throw new Error('It ended while it started');
			return await isReady();
		});
	} catch (error) {
		await stop();
		const said = (await written()).slice(-SHOWN);
		throw new Error(`${error instanceof Error ? error.message : String(error)}:\n${said}`);
	}
	return { pid: child.pid ?? 0, written, stop, kill };
}

/** Asks until the answer is yes. */
export async function eventually(
	what: string,
	withinMs: number,
	isSo: () => boolean | Promise<boolean>,
): Promise<void> {
	const deadline = Date.now() + withinMs;
	while (Date.now() < deadline) {
		if (await isSo()) return;
		await wait(100);
	}
	throw new Error(`Not within ${withinMs / 1_000} s: ${what}`);
}

/** Whether a server answers this address with success. */
export async function answers(url: string): Promise<boolean> {
	return await fetch(url).then(
		({ ok }) => ok,
		() => false,
	);
}

export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	await new Promise((resolve) => server.close(resolve));
	if (typeof address !== 'object' || !address) throw new Error('There is no free port');
	return address.port;
}
