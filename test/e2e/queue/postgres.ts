import { randomUUID } from 'node:crypto';
import { chmod, cp, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { freePort, launch, type Member } from '../server/member';
import { installPostgres } from '../setup/postgres';
import { sh } from '../setup/shell';

export interface Postgres extends Member {
	/** What n8n is told so that it uses this database. */
	environment: Readonly<Record<string, string>>;
}

/** The user and group `nobody`, for root. */
const NOBODY = '65534';

const OWNER = 'n8n';

/** Starts PostgreSQL, with an empty database, on a free port of this machine. */
export async function startPostgres(home: string): Promise<Postgres> {
	const password = randomUUID();
	const folder = await makeFolder(home, password);
	await sh(
		...unprivileged(join(folder, 'bin/initdb'), [
			...['--pgdata', join(folder, 'data'), '--no-sync'],
			...['--username', OWNER, '--auth', 'scram-sha-256', '--pwfile', join(folder, 'password')],
			...['--encoding', 'UTF8', '--locale', 'C'],
		]),
		{ cwd: folder },
	);
	const port = await freePort();
	const member = await start(home, folder, port);
	const environment = {
		DB_TYPE: 'postgresdb',
		DB_POSTGRESDB_HOST: '127.0.0.1',
		DB_POSTGRESDB_PORT: String(port),
		DB_POSTGRESDB_DATABASE: 'postgres',
		DB_POSTGRESDB_USER: OWNER,
		DB_POSTGRESDB_PASSWORD: password,
	};
	return { ...member, environment };
}

/** Makes a folder with PostgreSQL and the password, for the user that it runs as. */
async function makeFolder(home: string, password: string): Promise<string> {
	const folder = join(home, 'postgres');
	// Out of the cache, which is in a home folder that is closed to others.
	await cp(await installPostgres(), folder, { recursive: true, verbatimSymlinks: true });
	await chmod(folder, 0o700);
	await writeFile(join(folder, 'password'), password, { mode: 0o600 });
	if (isRoot()) {
		await sh('chown', ['-R', `${NOBODY}:${NOBODY}`, folder], { cwd: home });
		// That user has to get through to it.
		await chmod(home, 0o711);
	}
	return folder;
}

async function start(home: string, folder: string, port: number): Promise<Member> {
	const log = join(home, 'postgres.log');
	const settings = ['listen_addresses=127.0.0.1', `port=${port}`, 'unix_socket_directories='];
	const [program, args] = unprivileged(join(folder, 'bin/postgres'), [
		...['-D', join(folder, 'data')],
		...settings.flatMap((setting) => ['-c', setting]),
	]);
	return await launch({
		...{ program, args, cwd: folder, env: process.env, log },
		isReady: async () => /ready to accept connections/.test(await readFile(log, 'utf8')),
		// SIGTERM would wait for clients to leave.
		endsWith: 'SIGINT',
	});
}

/** PostgreSQL refuses to run as root. */
function unprivileged(program: string, args: string[]): [program: string, args: string[]] {
	if (!isRoot()) return [program, args];
	return ['setpriv', ['--reuid', NOBODY, '--regid', NOBODY, '--clear-groups', program, ...args]];
}

function isRoot(): boolean {
	return process.getuid?.() === 0;
}
