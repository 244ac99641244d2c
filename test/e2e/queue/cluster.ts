import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { quietEnvironment } from '../server/environment';
import { signUp, type Session } from '../server/http';
import { installN8n } from '../setup/install';
import { installPackage } from '../setup/package';
import type { Installation } from '../setup/places';
import { answers, freePort, launch, type Member } from '../server/member';
import { startRedis, type Redis } from './redis';

/** A worker, and which executions it has begun and ended. */
export interface Worker extends Member {
	name: string;
	begun: () => Promise<string[]>;
	ended: () => Promise<string[]>;
}

/** n8n in queue mode: a main process that runs no workflow, and workers that run them all. */
export interface Cluster extends Session {
	version: string;
	main: Member;
	workers: Worker[];
	addWorker: () => Promise<Worker>;
	stop: () => Promise<void>;
}

/**
 * How soon n8n sees that a worker is gone, in ms. Its own values are 60 000, 10 000 and 30 000,
 * which only makes the test longer.
 */
const STALLED = {
	QUEUE_WORKER_LOCK_DURATION: '6000',
	QUEUE_WORKER_LOCK_RENEW_TIME: '2000',
	QUEUE_WORKER_STALLED_INTERVAL: '2000',
};

const BEGUN = /Worker started execution (\d+)/g;
const ENDED = /Worker finished execution (\d+)/g;

/** Starts Redis, the main process and so many workers, each with a folder of its own. */
export async function startCluster(workerCount: number): Promise<Cluster> {
	const installation = await installN8n();
	const home = await mkdtemp(join(tmpdir(), 'n8n-queue-'));
	const members: Member[] = [];
	const stop = async () => {
		for (const member of members.splice(0).reverse()) await member.stop();
		await rm(home, { recursive: true, force: true, maxRetries: 5 });
	};
	const keep = <Kind extends Member>(member: Kind): Kind => {
		members.push(member);
		return member;
	};
	try {
		await installPackage(join(home, 'main', '.n8n'));
		const redis = keep(await startRedis(home));
		const place = { installation, home, redis };
		const port = await freePort();
		const main = keep(await startMain(place, port));
		const session = await signUp(`http://127.0.0.1:${port}`);
		const workers: Worker[] = [];
		const addWorker = async () => {
			const worker = keep(await startWorker(place, `worker-${workers.length + 1}`));
			workers.push(worker);
			return worker;
		};
		while (workers.length < workerCount) await addWorker();
		return { ...session, version: installation.version, main, workers, addWorker, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

interface Place {
	installation: Installation;
	home: string;
	redis: Redis;
}

async function startMain(place: Place, port: number): Promise<Member> {
	const isReady = async () => await answers(`http://127.0.0.1:${port}/healthz/readiness`);
	return await startN8n(place, 'main', { command: 'start', port, isReady });
}

async function startWorker(place: Place, name: string): Promise<Worker> {
	// What n8n leaves behind while it runs makes the next in the same folder wait for ten seconds.
	const nodes = join('.n8n', 'nodes');
	await cp(join(place.home, 'main', nodes), join(place.home, name, nodes), { recursive: true });
	const port = await freePort();
	const isReady = async () => await answers(`http://127.0.0.1:${port}/healthz/readiness`);
	const member = await startN8n(place, name, { command: 'worker', port, isReady });
	const told = async (line: RegExp) =>
		[...(await member.written()).matchAll(line)].map(([, id]) => String(id));
	return {
		...member,
		name,
		begun: async () => await told(BEGUN),
		ended: async () => await told(ENDED),
	};
}

interface Role {
	command: 'start' | 'worker';
	port: number;
	isReady: () => Promise<boolean>;
}

async function startN8n({ installation, home, redis }: Place, name: string, role: Role) {
	const folder = join(home, name);
	await mkdir(join(folder, '.n8n'), { recursive: true, mode: 0o700 });
	return await launch({
		program: installation.node,
		args: [installation.command, role.command],
		cwd: folder,
		env: {
			...quietEnvironment(folder, { n8n: role.port, broker: await freePort() }),
			...STALLED,
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_HEALTH_CHECK_ACTIVE: String(role.command === 'worker'),
			QUEUE_HEALTH_CHECK_PORT: String(role.port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			DB_SQLITE_DATABASE: join(home, 'shared.sqlite'),
			N8N_LOG_LEVEL: 'info',
		},
		log: join(home, `${name}.log`),
		isReady: role.isReady,
	});
}
