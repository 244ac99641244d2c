import type { N8n } from '../n8n';
import type { Session } from '../server/http';

/** Where the tests find the n8n that all of them share. */
const VARIABLE = 'N8N_E2E_SESSION';

let started: N8n | undefined;

/** Lends an n8n to the tests of this run. */
export function share(session: Session, n8n?: N8n): void {
	started = n8n;
	process.env[VARIABLE] = JSON.stringify({ url: session.url, cookie: session.cookie });
}

/** Ends the n8n of this run, if it was started for it. */
export async function endShared(): Promise<void> {
	await started?.stop();
}

/** The n8n of this run, signed in. */
export function sharedN8n(): Session {
	const text = process.env[VARIABLE];
	if (!text) throw new Error('Run these tests with npm run test:e2e');
	return JSON.parse(text) as Session;
}
