import { access, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { ROOT } from './places';
import { sh } from './shell';

interface PackageJson {
	name: string;
	version: string;
	[field: string]: unknown;
}

/** As n8n installs a community package. */
const INSTALL = [
	'install',
	'--audit=false',
	'--fund=false',
	'--bin-links=false',
	'--install-strategy=shallow',
	'--ignore-scripts=true',
	'--package-lock=false',
];

/**
 * Packs this package and installs the tarball the way n8n does.
 * @param home n8n's own folder, `.n8n`
 */
export async function installPackage(home: string): Promise<void> {
	await access(join(ROOT, 'dist/index.js')).catch(() => {
		throw new Error('There is no dist/: run npm run build first');
	});
	const scratch = await mkdtemp(join(tmpdir(), 'n8n-e2e-pack-'));
	try {
		await unpack(home, await pack(scratch));
	} finally {
		await rm(scratch, { recursive: true, force: true });
	}
}

async function pack(scratch: string): Promise<string> {
	const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', scratch];
	const [packed] = JSON.parse(await sh('npm', args, { cwd: ROOT })) as Array<{ filename: string }>;
	if (!packed) throw new Error('npm pack made nothing');
	return join(scratch, packed.filename);
}

async function unpack(home: string, tarball: string): Promise<void> {
	const nodes = join(home, 'nodes');
	const { name, version } = await readPackage(join(ROOT, 'package.json'));
	const folder = join(nodes, 'node_modules', name);
	await mkdir(folder, { recursive: true });
	await sh('tar', ['-xzf', tarball, '-C', folder, '--strip-components=1'], { cwd: nodes });
	const manifest = join(folder, 'package.json');
	const { devDependencies, peerDependencies, optionalDependencies, ...kept } =
		await readPackage(manifest);
	await writeFile(manifest, JSON.stringify(kept, null, 2));
	await sh('npm', INSTALL, { cwd: folder });
	const ledger = { name: 'installed-nodes', private: true, dependencies: { [name]: version } };
	await writeFile(join(nodes, 'package.json'), JSON.stringify(ledger, null, 2));
}

async function readPackage(file: string): Promise<PackageJson> {
	return JSON.parse(await readFile(file, 'utf8')) as PackageJson;
}
