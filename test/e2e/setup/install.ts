import { access, mkdir, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';

import { CACHE, N8N_VERSION, NODE_VERSION, type Installation } from './places';
import { sh } from './shell';

/** n8n 2.41 needs it. */
const LEAST_NODE = 24;

/** What npm is told so that it only puts files in place. */
export const NPM_INSTALL = [
	'install',
	'--ignore-scripts',
	'--no-audit',
	'--no-fund',
	'--no-package-lock',
];

/** Packages that n8n gets from elsewhere than the registry, and where the registry has them too. */
const FROM_REGISTRY = { xlsx: 'npm:@e965/xlsx@0.20.3' };

/** Written last: a folder without it was not finished and is made again. */
const COMPLETE = '.complete';

/** Gives an n8n that can be started, installed now unless it is in the cache. */
export async function installN8n(): Promise<Installation> {
	const runtime = await installNode();
	const folder = await once(`n8n-${N8N_VERSION}`, async (cwd) => {
		const shell = { cwd, first: dirname(runtime.node) };
		await sh('npm', [...NPM_INSTALL, `n8n@${N8N_VERSION}`], shell);
		// The only package whose install script is needed; with the headers at hand nothing is downloaded.
		// npm hands its settings on to what it runs, and this repository switches scripts off.
		await sh('npm', ['rebuild', 'sqlite3', '--ignore-scripts=false'], {
			...shell,
			env: runtime.headers ? { npm_config_nodedir: runtime.headers } : {},
		});
		await sh(runtime.node, ['-e', "require('sqlite3')"], shell);
	});
	return {
		version: N8N_VERSION,
		node: runtime.node,
		command: join(folder, 'node_modules/n8n/bin/n8n'),
	};
}

interface Runtime {
	node: string;
	/** The folder with its C headers; undefined for the Node.js that is running, which finds its own. */
	headers?: string;
}

async function installNode(): Promise<Runtime> {
	const own = Number(process.versions.node.split('.')[0]);
	if (own >= LEAST_NODE && !process.env['N8N_E2E_NODE']) return { node: process.execPath };
	const name = `node-${process.platform}-${process.arch}`;
	const folder = await once(`node-${NODE_VERSION}`, async (cwd) => {
		await sh('npm', [...NPM_INSTALL, `${name}@${NODE_VERSION}`], { cwd });
	});
	const headers = join(folder, 'node_modules', name);
	return { node: join(headers, 'bin/node'), headers };
}

/** Makes a folder of the cache, unless it is there and was finished. */
export async function once(name: string, make: (folder: string) => Promise<void>): Promise<string> {
	const folder = join(CACHE, name);
	const marker = join(folder, COMPLETE);
	const isThere = await access(marker).then(
		() => true,
		() => false,
	);
	if (isThere) return folder;
	process.stderr.write(`Installing ${name} into ${CACHE}; this takes some minutes, once ...\n`);
	await rm(folder, { recursive: true, force: true });
	await mkdir(folder, { recursive: true });
	const root = { private: true, overrides: FROM_REGISTRY };
	await writeFile(join(folder, 'package.json'), JSON.stringify(root));
	await make(folder);
	await writeFile(marker, '');
	return folder;
}
