import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { performance } from 'node:perf_hooks';

import { CASES, type CaseEntry } from './cases';
import { writeReport } from './report/files';
import { tableOf } from './report/table';
import type { CaseResult } from './report/types';
import { createCertificate } from './servers/certificate';

// `npm run bench` runs all cases, `npm run bench -- 1 7` some. Only a full run renews the report.

/** No case takes a fifth of this. */
const LONGEST_MS = 180_000;

async function main(wanted: readonly number[]): Promise<void> {
	const began = performance.now();
	const chosen = CASES.filter(({ number }) => wanted.length === 0 || wanted.includes(number));
	if (chosen.length === 0) throw new Error(`The cases are 1 to ${CASES.length}`);
	const results: CaseResult[] = [];
	for (const entry of chosen) {
		const caseBegan = performance.now();
		process.stderr.write(`${entry.number}. ${entry.title} ...`);
		const result = await runCase(entry);
		process.stderr.write(` ${((performance.now() - caseBegan) / 1_000).toFixed(0)} s\n`);
		if (result) results.push(result);
		else process.exitCode = 1;
	}
	const rows = results.flatMap((result) => result.rows);
	const charts = results.flatMap((result) => result.charts);
	console.log(tableOf(rows));
	if (chosen.length < CASES.length || results.length < chosen.length) return;
	await writeReport(rows, charts, {
		date: new Date().toISOString().slice(0, 10),
		cores: availableParallelism(),
		node: process.version,
		seconds: Math.round((performance.now() - began) / 1_000),
	});
}

/** undefined when the case failed; it has then said why. */
async function runCase({ number, needsTls, flags = [] }: CaseEntry) {
	const certificate = needsTls ? createCertificate() : undefined;
	const trust = certificate && {
		NODE_EXTRA_CA_CERTS: certificate.file,
		BENCH_TLS_FOLDER: certificate.folder,
	};
	try {
		return await new Promise<CaseResult | undefined>((resolve) => {
			const child = fork(join(__dirname, 'caseProcess.ts'), [String(number)], {
				env: { ...withoutProxies(process.env), ...trust },
				execArgv: [...process.execArgv, ...flags],
				timeout: LONGEST_MS,
			});
			child.once('message', (result: CaseResult) => resolve(result));
			child.once('exit', () => resolve(undefined));
		});
	} finally {
		certificate?.discard();
	}
}

/** All servers are on this machine. */
function withoutProxies(env: NodeJS.ProcessEnv): NodeJS.ProcessEnv {
	return Object.fromEntries(Object.entries(env).filter(([name]) => !/_proxy$/i.test(name)));
}

void main(process.argv.slice(2).map(Number)).catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
