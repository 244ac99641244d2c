import type { Bench } from './bench';
import { medianOf, timed, type Contestant, type Samples } from './rounds';
import type { NodeRunner } from '../competitors/together';
import { duration } from '../report/figures';
import type { ServerOptions } from '../servers/protocol';
import { checkAll, countWrong } from '../workload';

/** Without latency they take a second or two. */
const WARM_UP_ITEMS = 1_000;

/** Work that everybody gets. */
export interface Work {
	/** Also names the keys, so that no case knows what another one has learnt. */
	name: string;
	items: number;
	maxConcurrency: number;
	server: ServerOptions;
}

/** Measures one run of something: how long it took, and what the server saw of it. */
export async function observed(
	{ server }: Bench,
	name: string,
	{ items, server: { maxInFlight, maxPerSecond } }: Work,
	run: () => Promise<string[]>,
): Promise<Record<string, number>> {
	let texts: string[] = [];
	const ms = await timed(async () => {
		texts = await run();
	});
	const seen = await server.seen();
	// Where the server refuses nothing, a lost reply is a fault of the benchmark.
	if ((maxInFlight ?? maxPerSecond) === undefined) checkAll(name, texts, items);
	return {
		[name]: ms,
		[`${name}.connections`]: seen.connections,
		[`${name}.peak`]: seen.peakInFlight,
		[`${name}.throttled`]: seen.throttled,
		[`${name}.lost`]: countWrong(texts, items),
	};
}

/** Our node with a key nobody has used, then again with the same key. */
export function coldThenLearnt(bench: Bench, node: NodeRunner, work: Work): Contestant {
	return async (round) => {
		const { items, maxConcurrency } = work;
		const baseUrl = await bench.server.start(work.server);
		const apiKey = `bench-${work.name}-${round}`;
		const run = async () => await node({ baseUrl, apiKey, items, maxConcurrency });
		const cold = await observed(bench, 'cold', work, run);
		return { ...cold, ...(await observed(bench, 'learnt', work, run)) };
	};
}

/** Somebody else on a fresh server. */
export function beside(
	bench: Bench,
	name: string,
	work: Work,
	run: (baseUrl: string) => Promise<string[]>,
): Contestant {
	return async () => {
		const baseUrl = await bench.server.start(work.server);
		return await observed(bench, name, work, async () => await run(baseUrl));
	};
}

/** The first items of everything are slow: code is loaded and compiled. They count for nobody. */
export async function warmUp(work: Work, contestants: (work: Work) => Contestant[]): Promise<void> {
	const { latencyMs, maxInFlight, maxPerSecond, ...server } = work.server;
	const easy = { ...work, name: `${work.name}-warm-up`, items: WARM_UP_ITEMS, server };
	for (const contestant of contestants(easy)) await contestant(0);
}

/** How much the rounds differ: a figure closer to its reach than that says nothing. */
function spreadOf(values: readonly number[], who: string): string[] {
	if (values.length < 2) return [];
	const [low, high] = [Math.min(...values), Math.max(...values)].map(duration);
	return [`${who}: ${low} to ${high} in ${values.length} rounds`];
}

/** What the server saw of somebody, in words. */
export function seenOf(samples: Samples, name: string, who: string): string[] {
	const of = (what: string) => medianOf(samples, `${name}.${what}`);
	const lost = Math.max(...(samples.get(`${name}.lost`) ?? []));
	return [
		...spreadOf(samples.get(name) ?? [], who),
		`${who}: ${of('connections')} connections opened, at most ${of('peak')} in flight`,
		...(of('throttled') > 0 ? [`${who}: ${of('throttled')} answers were throttled`] : []),
		...(lost > 0 ? [`${who}: ${lost} REPLIES LOST`] : []),
	];
}
