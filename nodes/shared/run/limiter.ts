import { backoffMs } from './backoff';
import { LearntLimit } from './limit';
import { reasonOf } from './pause';

/** How a request wants to be let through. */
export interface Admission {
	/** True for a request that failed before: it goes ahead of those that have not begun. */
	isRetry: boolean;
	/** Least time between the starts of two requests, in ms; 0 for none. */
	spacingMs: number;
	signal: AbortSignal;
}

/** Leave to send one request. Exactly one of its methods is called, once, when the request ended. */
export interface Permit {
	succeeded(): void;
	/** The server asked for fewer requests: everybody waits, for `waitMs` where the server named it. */
	throttled(waitMs: number | undefined): void;
	/** It failed in a way that tells nothing about the limit. */
	failed(): void;
}

interface Waiting extends Admission {
	admit: (permit: Permit) => void;
}

/** A pause without a time from the server is at least this long, in ms: none would heat the server up. */
const SHORTEST_PAUSE_MS = 250;

/**
 * Lets requests through as fast as the server takes them. Shared by everything in the process that
 * speaks to the same model with the same key, so that many executions behave like one.
 */
export class AdaptiveLimiter {
	private readonly limit = new LearntLimit();

	private readonly queue: Waiting[] = [];

	private inFlight = 0;

	private pausedUntil = 0;

	/** Pauses in a row, without a success between them. */
	private strikes = 0;

	private nextStart = 0;

	private timer: NodeJS.Timeout | undefined;

	private lastUsed = Date.now();

	/** Waits for leave to send a request. @throws the reason of the signal, at once when it is aborted */
	async acquire(admission: Admission): Promise<Permit> {
		const { signal, isRetry } = admission;
		signal.throwIfAborted();
		return await new Promise((resolve, reject) => {
			const leave = () => {
				this.queue.splice(this.queue.indexOf(waiting), 1);
				this.admitWaiting();
				reject(reasonOf(signal));
			};
			const waiting: Waiting = {
				...admission,
				admit: (permit) => {
					signal.removeEventListener('abort', leave);
					resolve(permit);
				},
			};
			signal.addEventListener('abort', leave, { once: true });
			if (isRetry) this.queue.unshift(waiting);
			else this.queue.push(waiting);
			this.admitWaiting();
		});
	}

	/** True when nothing is under way and nothing has been for this long, in ms. */
	isIdleFor(ms: number): boolean {
		return this.inFlight === 0 && this.queue.length === 0 && Date.now() - this.lastUsed > ms;
	}

	private admitWaiting(): void {
		clearTimeout(this.timer);
		this.timer = undefined;
		while (this.queue.length > 0 && this.inFlight < this.limit.current) {
			const now = Date.now();
			const position = this.queue.findIndex((waiting) => this.startOf(waiting) <= now);
			const waiting = this.queue[position];
			if (!waiting) return this.wakeUp(now);
			this.queue.splice(position, 1);
			this.nextStart = Math.max(now, this.nextStart) + waiting.spacingMs;
			waiting.admit(this.begin());
		}
	}

	/** The earliest moment at which a waiting request may begin, in ms since 1970. */
	private startOf({ spacingMs }: Waiting): number {
		return Math.max(this.pausedUntil, spacingMs > 0 ? this.nextStart : 0);
	}

	private wakeUp(now: number): void {
		const earliest = Math.min(...this.queue.map((waiting) => this.startOf(waiting)));
		this.timer = setTimeout(() => this.admitWaiting(), earliest - now);
	}

	private begin(): Permit {
		const era = this.limit.currentEra;
		this.inFlight++;
		return {
			succeeded: () => {
				this.strikes = 0;
				this.limit.succeeded(era, this.inFlight, Date.now());
				this.end();
			},
			throttled: (waitMs) => {
				const now = Date.now();
				const pauseMs = waitMs ?? Math.max(SHORTEST_PAUSE_MS, backoffMs(this.strikes + 1));
				if (this.limit.throttled(era, this.inFlight, pauseMs, now)) this.strikes++;
				this.pausedUntil = Math.max(this.pausedUntil, now + pauseMs);
				this.end();
			},
			failed: () => this.end(),
		};
	}

	private end(): void {
		this.inFlight--;
		this.lastUsed = Date.now();
		this.admitWaiting();
	}
}
