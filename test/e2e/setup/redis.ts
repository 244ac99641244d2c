import { installProgram } from './debian';

/** Redis: the one on the path, or Debian's, installed now where it is missing and this is root. */
export async function installRedis(): Promise<string> {
	const folders = (process.env['PATH'] ?? '').split(':');
	const places = folders.map((folder) => `${folder}/redis-server`);
	return await installProgram({ package: 'redis-server', places, variable: 'N8N_E2E_REDIS' });
}
