import { installN8n } from '../setup/install';
import { installPostgres } from '../setup/postgres';
import { installRedis } from '../setup/redis';

/** Installs what is missing, which takes minutes the first time, before any test has a deadline. */
export default async function install(): Promise<void> {
	await installRedis();
	await installPostgres();
	await installN8n();
}
