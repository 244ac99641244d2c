import { connect } from 'node:net';
import { join } from 'node:path';

import { freePort, launch, type Member } from '../server/member';
import { installRedis } from '../setup/redis';

export interface Redis extends Member {
	port: number;
}

/** Starts Redis on a free port of this machine; it keeps nothing on disk. */
export async function startRedis(home: string): Promise<Redis> {
	const port = await freePort();
	const args = ['--port', String(port), '--bind', '127.0.0.1', '--save', '', '--appendonly', 'no'];
	const member = await launch({
		program: await installRedis(),
		args,
		cwd: home,
		env: process.env,
		log: join(home, 'redis.log'),
		isReady: async () => await accepts(port),
	});
	return { ...member, port };
}

async function accepts(port: number): Promise<boolean> {
	return await new Promise((resolve) => {
		const socket = connect(port, '127.0.0.1');
		socket.once('error', () => resolve(false));
		socket.once('connect', () => {
			socket.destroy();
			resolve(true);
		});
	});
}
