import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export interface Certificate {
	/** Holds key.pem and cert.pem. */
	folder: string;
	/** For NODE_EXTRA_CA_CERTS. */
	file: string;
	discard: () => void;
}

/** A certificate for 127.0.0.1 that nobody trusts who was not told to, in a folder of its own. */
export function createCertificate(): Certificate {
	const folder = mkdtempSync(join(tmpdir(), 'bench-tls-'));
	const [key, file] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
	const kind = [
		'-newkey',
		'ec',
		'-pkeyopt',
		'ec_paramgen_curve:prime256v1',
		'-nodes',
		'-days',
		'2',
	];
	const name = ['-subj', '/CN=127.0.0.1', '-addext', 'subjectAltName=IP:127.0.0.1'];
	const files = ['-keyout', key, '-out', file];
	execFileSync('openssl', ['req', '-x509', ...kind, ...name, ...files], { stdio: 'ignore' });
	return { folder, file, discard: () => rmSync(folder, { recursive: true, force: true }) };
}
