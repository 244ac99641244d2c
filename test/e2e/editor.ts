import { startStandIn } from '../../sandbox/standIn';
import { exampleNames } from '../examples/files';
import { importExample } from './helpers/example';
import { startN8n } from './n8n';
import { saveCredential, saveWorkflow } from './server/client';
import { OWNER, type Session } from './server/http';

// `npm run editor`: a real n8n with this package, to look at and play with. All of it goes when it ends.

async function main(): Promise<void> {
	const standIn = await startStandIn({ tokenDelayMs: 40 });
	const n8n = await startN8n();
	const ended = new Promise<void>((resolve) => {
		for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
	});
	try {
		await furnish(n8n, standIn.url);
		console.log(`
n8n ${n8n.version} with this package: ${n8n.url}

Sign in with ${OWNER.email} and ${OWNER.password}
The workflows ask a local stand-in for the API at ${standIn.url}; no real model is asked.
What n8n writes: ${n8n.log}

Ctrl-C ends it and removes everything it kept.
`);
		await ended;
	} finally {
		await n8n.stop();
		await standIn.close();
	}
}

/** Puts a credential and all examples in place. */
async function furnish(n8n: Session, baseUrl: string): Promise<void> {
	const credential = await saveCredential(n8n, { apiKey: 'tgp_v1_stand_in', baseUrl });
	for (const name of exampleNames()) await saveWorkflow(n8n, await importExample(name, credential));
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
