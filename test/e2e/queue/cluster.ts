import { cp, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { quietEnvironment } from '../server/environment';
import { signUp, type Session } from '../server/http';
import { installN8n } from '../setup/install';
import { installPackage } from '../setup/package';
import type { Installation } from '../setup/places';
import { answers, freePort, launch, type Member } from '../server/member';
import { startPostgres, type Postgres } from './postgres';
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
	database: Postgres;
	main: Member;
	workers: Worker[];
	addWorker: () => Promise<Worker>;
	stop: () => Promise<void>;
}

/** More than the start of all members may take, so that theirs are the deadlines that pass first. */
export const START_MS = 15 * 60_000;

/** More than any test takes, on a busy machine too. */
export const LONGEST_MS = 5 * 60_000;

/** The least that n8n recommends: no worker can take all of what the tests ask for at once. */
const EXECUTIONS_AT_ONCE = 5;

const BEGUN = /Worker started execution (\d+)/g;
const ENDED = /Worker finished execution (\d+)/g;

/**
 * Starts PostgreSQL, Redis, the main process and so many workers, each with a folder of its own.
 * @param settings n8n's environment variables, beside those that every cluster has
 */
export async function startCluster(workerCount: number, settings: Settings = {}): Promise<Cluster> {
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
		const database = keep(await startPostgres(home));
		const redis = keep(await startRedis(home));
		const place = { installation, home, database, redis, settings };
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
		const { version } = installation;
		return { ...session, version, database, main, workers, addWorker, stop };
	} catch (error) {
		await stop();
		throw error;
	}
}

type Settings = Readonly<Record<string, string>>;

interface Place {
	installation: Installation;
	home: string;
	database: Postgres;
	redis: Redis;
	settings: Settings;
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

async function startN8n(place: Place, name: string, role: Role): Promise<Member> {
	const { installation, home, database, redis, settings } = place;
	const folder = join(home, name);
	await mkdir(join(folder, '.n8n'), { recursive: true, mode: 0o700 });
	return await launch({
		program: installation.node,
		args: [installation.command, role.command],
		cwd: folder,
		env: {
			...quietEnvironment(folder, { n8n: role.port, broker: await freePort() }),
			...database.environment,
			...settings,
			EXECUTIONS_MODE: 'queue',
			QUEUE_BULL_REDIS_HOST: '127.0.0.1',
			QUEUE_BULL_REDIS_PORT: String(redis.port),
			QUEUE_HEALTH_CHECK_ACTIVE: String(role.command === 'worker'),
			QUEUE_HEALTH_CHECK_PORT: String(role.port),
			N8N_WORKER_SERVER_ADDRESS: '127.0.0.1',
			N8N_CONCURRENCY_PRODUCTION_LIMIT: String(EXECUTIONS_AT_ONCE),
			N8N_LOG_LEVEL: 'info',
		},
		log: join(home, `${name}.log`),
		isReady: role.isReady,
	});
}
