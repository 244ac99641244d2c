import { createHash } from 'node:crypto';

import type { IExecuteFunctions, INode, INodeExecutionData } from 'n8n-workflow';

import { runsAsTool } from './liveChat';

/** What is kept at most for all executions together, in bytes. What is beyond is asked for again. */
const BUDGET = 64 * 1024 * 1024;

/** What nobody came back for is forgotten after this long, in ms. */
const KEEP_MS = 10 * 60_000;

/** The place of one item in what is kept. */
export interface KeptPlace<T> {
	/** What an earlier try did for the same request of the same item. */
	earlier: T | undefined;
	/** Keeps what was done for the item, for the next try. */
	keep(value: T): void;
}

/** What the tries of a run share. */
export interface KeptRun<T> {
	/** @param asked gives what the item asks: what asks for something else gets nothing that was kept */
	placeFor(itemIndex: number, asked: () => unknown): KeptPlace<T>;
}

/**
 * Results that were billed before their run failed. Retry On Fail runs the whole node again: the next
 * try of the same execution, node and run takes them from here, and only what failed is asked for
 * again. Nothing is kept for a node that is not retried, nor longer than until its last try.
 */
export class KeptResults<T> {
	private readonly runs = new Map<string, Tries<T>>();

	private readonly budget = { bytes: BUDGET };

	/** Runs a try of a node, and forgets what it kept unless n8n will try again. */
	async acrossTries(
		context: IExecuteFunctions,
		run: (kept: KeptRun<T>) => Promise<INodeExecutionData[]>,
	): Promise<INodeExecutionData[]> {
		this.sweep();
		const name = nameOfRun(context);
		if (name === undefined) return await run(NOTHING_KEPT);
		const tries = this.runs.get(name) ?? new Tries<T>(this.budget);
		this.runs.set(name, tries);
		tries.begin();
		let items: INodeExecutionData[] | undefined;
		try {
			items = await run(tries);
			return items;
		} finally {
			const isStopped = context.getExecutionCancelSignal()?.aborted ?? false;
			const isOver = isStopped || tries.count >= maxTriesOf(context.getNode()) || !hasFailed(items);
			if (isOver) this.forget(name, tries);
		}
	}

	/** On access and not by a timer, which would keep the process alive. */
	private sweep(): void {
		for (const [name, tries] of this.runs) {
			if (performance.now() - tries.usedAt > KEEP_MS) this.forget(name, tries);
		}
	}

	private forget(name: string, tries: Tries<T>): void {
		tries.clear();
		this.runs.delete(name);
	}
}

class Tries<T> implements KeptRun<T> {
	/** How often the node has begun. */
	count = 0;

	/** By `performance.now()`. */
	usedAt = 0;

	private readonly entries = new Map<string, { value: T; bytes: number }>();

	constructor(private readonly budget: { bytes: number }) {}

	begin(): void {
		this.count++;
		this.usedAt = performance.now();
	}

	placeFor(itemIndex: number, asked: () => unknown): KeptPlace<T> {
		const hash = createHash('sha256').update(JSON.stringify(asked())).digest('hex');
		const key = `${itemIndex} ${hash}`;
		return { earlier: this.entries.get(key)?.value, keep: (value) => this.keep(key, value) };
	}

	clear(): void {
		for (const key of [...this.entries.keys()]) this.drop(key);
	}

	private drop(key: string): void {
		this.budget.bytes += this.entries.get(key)?.bytes ?? 0;
		this.entries.delete(key);
	}

	private keep(key: string, value: T): void {
		this.usedAt = performance.now();
		this.drop(key);
		const bytes = sizeOf(value);
		if (bytes > this.budget.bytes) return;
		this.budget.bytes -= bytes;
		this.entries.set(key, { value, bytes });
	}
}

const NOTHING_KEPT: KeptRun<never> = {
	placeFor: () => ({ earlier: undefined, keep: () => {} }),
};

/** In bytes: a character takes up to two. What cannot be measured is too large. */
function sizeOf(value: unknown): number {
	try {
		return 2 * JSON.stringify(value).length;
	} catch {
		return Infinity;
	}
}

/**
 * Names a run that n8n may try again. A loop runs a node several times in one execution: each has a
 * number of its own. A node that an agent calls is never retried by n8n.
 */
function nameOfRun(context: IExecuteFunctions): string | undefined {
	const { id, retryOnFail } = context.getNode();
	const executionId: string | undefined = context.getExecutionId();
	if (retryOnFail !== true || !executionId || runsAsTool(context)) return undefined;
	return JSON.stringify([executionId, id, context.evaluateExpression('{{ $runIndex }}', 0)]);
}

/** As n8n's engine bounds it. */
function maxTriesOf({ maxTries }: INode): number {
	return Math.min(5, Math.max(2, maxTries || 3));
}

/** What n8n takes for a failure: an error that was thrown, or one in the first item. */
function hasFailed(items: INodeExecutionData[] | undefined): boolean {
	if (!items) return true;
	const error = items[0]?.json['error'];
	return error !== undefined && error !== null && error !== false;
}
