/** Runs the built node once in a process of its own and tells what came out. See `runInChild`. */
import { resolve } from 'node:path';

import { loadBuiltPackage } from '../../../sandbox/cli/builtPackage';
import { nodeOutcome } from '../../../sandbox/engine';
import type { ChildTask } from './runInChild';
import { NODE_NAME, runNode } from '../../faults/node';

async function main(): Promise<void> {
	const task = JSON.parse(process.argv[2] ?? '') as ChildTask;
	const built = await loadBuiltPackage(resolve(__dirname, '../../..'));
	const run = await runNode({
		package: built,
		apiKey: 'child',
		onError: 'continueRegularOutput',
		...task,
	});
	const items = nodeOutcome(run, NODE_NAME).items.map(({ json }) => json);
	// What is still there after this turn keeps the process alive.
	setImmediate(() => {
		const alive = process.getActiveResourcesInfo();
		process.stdout.write(JSON.stringify({ status: run.status, items, alive }));
	});
}

void main();
