import type { Intercept, StandInOptions } from '../../../sandbox/standIn';
import { echo, standInFor, type Fixture } from '../helpers/fixture';
import type { Cluster, Worker } from './cluster';
import { openQuestions, questionOf, type Ask, type Batch } from './questions';
import { Traffic, type Call } from './traffic';

/** A stand-in that is asked by the workers, and all it saw. */
export interface Scene extends Fixture {
	traffic: Traffic;
	ask: Ask;
}

/** Opens a workflow in production that asks a stand-in. */
export async function openScene(n8n: Cluster, options: StandInOptions): Promise<Scene> {
	const traffic = new Traffic();
	const intercept: Intercept = async (exchange) => {
		traffic.watch(exchange);
		return (await options.intercept?.(exchange)) ?? false;
	};
	const fixture = await standInFor(n8n, { reply: echo, ...options, intercept });
	const ask = await openQuestions(n8n, fixture.credential);
	// What opening it took is not part of what is measured.
	traffic.clear();
	return { ...fixture, traffic, ask };
}

/** The requests that a worker sent. */
export async function callsOf({ traffic }: Scene, worker: Worker): Promise<Call[]> {
	const begun = await worker.begun();
	return traffic.calls.filter(({ execution }) => begun.includes(execution));
}

/** Tells which worker sent a request. */
export async function senders(workers: readonly Worker[]): Promise<(call: Call) => string> {
	const names = new Map<string, string>();
	for (const { name, begun } of workers) {
		for (const execution of await begun()) names.set(execution, name);
	}
	return ({ execution }) => names.get(execution) ?? 'nobody';
}

/** Prints what was measured, for docs/queue-mode.md. */
export function note(what: string, figures: unknown): void {
	process.stderr.write(`${what}: ${JSON.stringify(figures)}\n`);
}

/** What was asked, by the answers to each batch. */
export function askedOf(batches: readonly Batch[]): string[][] {
	return batches.map(({ texts }) => texts.map(questionOf));
}

/** What n8n says of a database it does not support, and PostgreSQL when one stood in another's way. */
const TROUBLE =
	/Postgres \d+ is (not|outside)|FATAL:|PANIC:|deadlock detected|could not serialize|canceling statement/;

/** The database is one that n8n supports, and served everybody. */
export async function expectNoTrouble({ database, main, workers }: Cluster): Promise<void> {
	const members = [database, main, ...workers];
	const written = await Promise.all(members.map(async (each) => await each.written()));
	const lines = written.join('\n').split('\n');
	expect(lines.filter((line) => TROUBLE.test(line))).toEqual([]);
}
