import { performance } from 'node:perf_hooks';

/** Values by the name of what was measured, one for every round. */
export type Samples = Map<string, number[]>;

/** One thing to measure. It may give several values, for instance cold and warm. */
export type Contestant = (round: number) => Promise<Record<string, number>>;

/**
 * Measures the contestants in turn, several times, each round beginning with another one: what else
 * the machine does then hits all of them alike.
 */
export async function inRounds(rounds: number, contestants: Contestant[]): Promise<Samples> {
	const samples: Samples = new Map();
	for (let round = 0; round < rounds; round++) {
		for (let turn = 0; turn < contestants.length; turn++) {
			const contestant = contestants[(round + turn) % contestants.length];
			const values = (await contestant?.(round)) ?? {};
			for (const [name, value] of Object.entries(values)) {
				samples.set(name, [...(samples.get(name) ?? []), value]);
			}
		}
	}
	return samples;
}

/** @throws Error when nothing was measured under that name */
export function medianOf(samples: Samples, name: string): number {
	const values = samples.get(name);
	if (!values) throw new Error(`Nothing was measured for ${name}`);
	return median(values);
}

export function median(values: readonly number[]): number {
	const sorted = [...values].sort((a, b) => a - b);
	const middle = sorted.length / 2;
	const [low = 0, high = 0] = [sorted[Math.ceil(middle) - 1], sorted[Math.floor(middle)]];
	return (low + high) / 2;
}

/** How long something takes, in ms. */
export async function timed(work: () => Promise<unknown>): Promise<number> {
	const began = performance.now();
	await work();
	return performance.now() - began;
}
