/** What became of one item. */
export type Outcome<T, Failure> = { ok: true; value: T } | { ok: false; error: Failure };

/** One of the slots that bound how many items are worked on at the same time. */
export interface Slot {
	/**
	 * Gives the slot to another item until the promise is settled, and takes one again afterwards,
	 * ahead of the items that have not begun.
	 */
	releaseWhile(pending: Promise<void>): Promise<void>;
}

/** How the items are run. */
export interface RunOptions<Failure> {
	/** How many items there are. */
	count: number;
	/** How many of them are worked on at the same time, at most. */
	concurrency: number;
	/** False to stop at the first failure: what is under way is aborted, nothing more begins. */
	keepGoing: boolean;
	/** Makes of what a worker threw the failure of its item. */
	toFailure: (error: unknown, index: number) => Failure;
	/** Ends the run at once, also while items wait. */
	signal?: AbortSignal | undefined;
}

/** Works on the item with this index, until the signal says to give up. */
export type ItemWorker<T> = (index: number, slot: Slot, signal: AbortSignal) => Promise<T>;

/** Items that have released their slot to wait, beyond which no new ones begin: they hold memory. */
const MAX_WAITING = 256;

/**
 * Runs a worker over many items, a new one beginning as soon as a slot is free, so that a slow
 * item never holds up the others.
 * @returns exactly one outcome per item, in the order of the items
 * @throws the first failure unless `keepGoing`, and the reason of the signal when it was aborted;
 * both only after every worker has ended
 */
export async function runItems<T, Failure>(
	options: RunOptions<Failure>,
	worker: ItemWorker<T>,
): Promise<Array<Outcome<T, Failure>>> {
	options.signal?.throwIfAborted();
	return await new Promise((resolve, reject) => {
		new ItemRun(options, worker, resolve, reject).start();
	});
}

class ItemRun<T, Failure> implements Slot {
	private readonly outcomes: Array<Outcome<T, Failure>> = [];

	private readonly returning: Array<() => void> = [];

	/** One for each item under way: a single signal would have too many listeners. */
	private readonly running = new Set<AbortController>();

	private readonly onCancel = () => this.stop(this.options.signal?.reason);

	private next = 0;

	private unfinished = 0;

	private free: number;

	private failure: { reason: unknown } | undefined;

	constructor(
		private readonly options: RunOptions<Failure>,
		private readonly worker: ItemWorker<T>,
		private readonly resolve: (outcomes: Array<Outcome<T, Failure>>) => void,
		private readonly reject: (reason: unknown) => void,
	) {
		this.free = options.concurrency;
	}

	start(): void {
		this.options.signal?.addEventListener('abort', this.onCancel, { once: true });
		this.fill();
		this.endIfDone();
	}

	private fill(): void {
		while (this.free > 0) {
			const resume = this.returning.shift();
			if (!resume && !this.mayBegin) return;
			this.free--;
			if (resume) resume();
			else void this.begin(this.next++);
		}
	}

	private get mayBegin(): boolean {
		const { count, concurrency } = this.options;
		return !this.failure && this.next < count && this.unfinished < concurrency + MAX_WAITING;
	}

	private async begin(index: number): Promise<void> {
		this.unfinished++;
		const abort = new AbortController();
		this.running.add(abort);
		try {
			const value = await this.worker(index, this, abort.signal);
			this.outcomes[index] = { ok: true, value };
		} catch (reason) {
			this.fail(index, reason);
		}
		this.running.delete(abort);
		this.unfinished--;
		this.free++;
		this.fill();
		this.endIfDone();
	}

	/** The run ends also when no failure can be made of what was thrown. */
	private fail(index: number, reason: unknown): void {
		try {
			const error = this.options.toFailure(reason, index);
			this.outcomes[index] = { ok: false, error };
			if (!this.options.keepGoing) this.stop(error);
		} catch (unexpected) {
			this.stop(unexpected);
		}
	}

	async releaseWhile(pending: Promise<void>): Promise<void> {
		this.free++;
		this.fill();
		try {
			await pending;
		} finally {
			await new Promise<void>((resume) => {
				this.returning.push(resume);
				this.fill();
			});
		}
	}

	/** Only the first reason counts: those after it are its consequences. */
	private stop(reason: unknown): void {
		if (this.failure) return;
		this.failure = { reason };
		for (const abort of this.running) abort.abort(reason);
	}

	private endIfDone(): void {
		if (this.unfinished > 0 || this.mayBegin) return;
		this.options.signal?.removeEventListener('abort', this.onCancel);
		if (this.failure) this.reject(this.failure.reason);
		else this.resolve(this.outcomes);
	}
}
