import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { signUp, type Session } from './server/http';
import { startProcess } from './server/process';
import { installN8n } from './setup/install';
import { installPackage } from './setup/package';

/** A fresh n8n with this package in it, its owner signed in. */
export interface N8n extends Session {
	version: string;
	/** The file with what it writes. */
	log: string;
	/** Ends it and removes all it kept. */
	stop: () => Promise<void>;
}

/** Installs n8n where needed, puts this package into it as n8n would, and starts it. */
export async function startN8n(): Promise<N8n> {
	const installation = await installN8n();
	const home = await mkdtemp(join(tmpdir(), 'n8n-e2e-'));
	const forget = async () => await rm(home, { recursive: true, force: true, maxRetries: 5 });
	try {
		await mkdir(join(home, '.n8n'), { mode: 0o700 });
		await installPackage(join(home, '.n8n'));
		const running = await startProcess(installation, home);
		const stop = async () => {
			await running.stop();
			await forget();
		};
		const session = await signUp(running.url).catch(async (error: unknown) => {
			await running.stop();
			throw error;
		});
		return { ...session, version: installation.version, log: running.log, stop };
	} catch (error) {
		await forget();
		throw error;
	}
}
