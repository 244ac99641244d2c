import '../n8n/home';

import { PackageDirectoryLoader } from 'n8n-core';
import type { ICredentialType } from 'n8n-workflow';

import type { NodeTypeMap } from '../engine';
import { Problem } from './problem';

export interface BuiltPackage {
	/** Node types by full name, e.g. `n8n-nodes-together-ai.togetherAi`. */
	nodeTypes: NodeTypeMap;
	credentialTypes: ICredentialType[];
}

/**
 * Loads the nodes and credentials that package.json lists, with the loader n8n uses itself.
 *
 * @throws Problem when the package is not built or lists no nodes.
 */
export async function loadBuiltPackage(root: string): Promise<BuiltPackage> {
	const loader = new PackageDirectoryLoader(root);
	try {
		await loader.loadAll();
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Problem(`Cannot load the built nodes: ${reason}\nRun this first: npm run build`);
	}
	const nodes = Object.entries(loader.nodeTypes);
	if (nodes.length === 0) throw new Problem('package.json lists no nodes under n8n.nodes');
	return {
		nodeTypes: Object.fromEntries(
			nodes.map(([name, { type }]) => [`${loader.packageName}.${name}`, type]),
		),
		credentialTypes: Object.values(loader.credentialTypes).map(({ type }) => type),
	};
}
