import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { Nowhere } from './fault';
import { startStandIn } from '../../sandbox/standIn';

interface Place {
	baseUrl: string;
	close: () => Promise<void>;
}

/** An address that gives no answer. Rejects a close when somebody was let in after all. */
export async function openNowhere(nowhere: Nowhere): Promise<Place> {
	switch (nowhere) {
		case 'refused':
			return { baseUrl: `http://127.0.0.1:${await freePort()}/v1`, close: async () => {} };
		case 'unresolvable':
			return { baseUrl: 'http://no-such-host.invalid', close: async () => {} };
		case 'untrusted':
			return await untrusted();
	}
}

async function untrusted(): Promise<Place> {
	const server = await startStandIn({ tls: selfSigned() });
	return {
		baseUrl: server.url,
		close: async () => {
			await server.close();
			if (server.requests.length > 0) throw new Error('The key was sent without trust');
		},
	};
}

/** A port nobody listens on. */
export async function freePort(): Promise<number> {
	const server = createServer();
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	await new Promise((resolve) => server.close(resolve));
	return port;
}

let made: { key: string; cert: string } | undefined;

/** A key pair for localhost that nobody has signed, made once. */
export function selfSigned(): { key: string; cert: string } {
	if (made) return made;
	const folder = mkdtempSync(join(tmpdir(), 'together-ai-tls-'));
	const key = join(folder, 'key.pem');
	const cert = join(folder, 'cert.pem');
	try {
		const what = 'req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2';
		const who = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,IP:127.0.0.1'];
		const args = [...what.split(' '), ...who, '-keyout', key, '-out', cert];
		execFileSync('openssl', args, { stdio: 'pipe' });
		made = { key: readFileSync(key, 'utf8'), cert: readFileSync(cert, 'utf8') };
		return made;
	} finally {
		rmSync(folder, { recursive: true });
	}
}
