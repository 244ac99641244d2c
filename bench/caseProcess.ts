import { join } from 'node:path';

import { CASES } from './cases';
import type { Case } from './measure/bench';
import { forkServer } from './servers/fork';

// One case in a process of its own: `caseProcess <number>`, told to by run.ts.

async function main(number: number): Promise<void> {
	const entry = CASES.find((known) => known.number === number);
	if (!entry) throw new Error(`There is no case ${number}`);
	const { measure } = (await import(join(__dirname, 'cases', entry.module))) as { measure: Case };
	const server = forkServer();
	try {
		process.send?.(await measure({ server, tlsFolder: process.env['BENCH_TLS_FOLDER'] ?? '' }));
	} finally {
		server.close();
	}
	process.disconnect?.();
}

void main(Number(process.argv[2])).catch((error: unknown) => {
	console.error(error);
	process.exit(1);
});
