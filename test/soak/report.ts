/**
 * Prints the figures of a soak: `npm run build && npx tsx test/soak/report.ts [items]`. Uses the
 * built package. The stand-in lives in the same process, so memory counts both sides.
 */
import { resolve } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';

import { loadBuiltPackage } from '../../sandbox/cli/builtPackage';
import { TROUBLES, troubleOf } from './plan';
import { runSoak } from './soak';

async function main(): Promise<void> {
	const count = Number(process.argv[2] ?? 10_000);
	const built = await loadBuiltPackage(resolve(__dirname, '../..'));
	// Loads and warms up what would count as growth otherwise.
	await runSoak(built, 500);
	const heapBefore = await heapAfterGc();
	let heapPeak = 0;
	const watch = setInterval(() => {
		heapPeak = Math.max(heapPeak, process.memoryUsage().heapUsed);
	}, 50);
	const figures = await measured(() => runSoak(built, count));
	clearInterval(watch);
	const rows: Array<[string, string | number]> = [
		['items', count],
		...figures,
		['peak heap', megabytes(heapPeak)],
		['peak RSS', megabytes(process.resourceUsage().maxRSS * 1024)],
		['heap after gc, before', megabytes(heapBefore)],
		['heap after gc, after', megabytes(await heapAfterGc())],
		['still active', process.getActiveResourcesInfo().join(', ') || 'nothing'],
	];
	process.stdout.write('| figure | value |\n| --- | --- |\n');
	for (const [name, value] of rows) process.stdout.write(`| ${name} | ${value} |\n`);
}

/** The figures only, so that the items themselves can be collected. */
async function measured(
	run: () => ReturnType<typeof runSoak>,
): Promise<Array<[string, string | number]>> {
	const { status, items, sent, requests, connections, peakInFlight, wallMs } = await run();
	const failed = items.filter(({ json }) => json.error !== undefined).length;
	const wanted = sent.filter((_, item) => troubleOf(item)?.error).length;
	const over = sent.filter((count, item) => count !== (troubleOf(item)?.requests ?? 1)).length;
	return [
		['run', status],
		['answers', items.length - failed],
		['errors', `${failed} (${wanted} of the items meet a lasting fault)`],
		['kinds of trouble', TROUBLES.length],
		['requests', requests],
		['items with a number of requests other than planned', over],
		['connections', connections],
		['peak in flight', peakInFlight],
		['wall time', `${(wallMs / 1000).toFixed(1)} s`],
		['items per second', Math.round((items.length / wallMs) * 1000)],
	];
}

async function heapAfterGc(): Promise<number> {
	// Sockets that were closed are let go of a little later.
	await wait(500);
	setFlagsFromString('--expose-gc');
	const gc = runInNewContext('gc') as () => void;
	gc();
	return process.memoryUsage().heapUsed;
}

function megabytes(bytes: number): string {
	return `${Math.round(bytes / 1024 / 1024)} MB`;
}

void main();
