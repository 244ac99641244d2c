import { installN8n } from '../setup/install';
import { installRedis } from '../setup/redis';

/** Installs what is missing, which takes minutes the first time, before any test has a deadline. */
export default async function install(): Promise<void> {
	await installRedis();
	await installN8n();
}
