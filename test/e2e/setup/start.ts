import { share } from './shared';
import { startN8n } from '../n8n';
import { signIn } from '../server/http';

/**
 * Starts the n8n that all tests share. With N8N_E2E_URL, the one of `npm run editor` is taken as it
 * is, which saves its start while a test is written.
 */
export default async function start(): Promise<void> {
	const url = process.env['N8N_E2E_URL'];
	if (url) return share(await signIn(url));
	const n8n = await startN8n();
	process.stderr.write(`n8n ${n8n.version} runs at ${n8n.url}\n`);
	share(n8n, n8n);
}
