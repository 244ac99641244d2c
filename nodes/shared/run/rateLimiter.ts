import { backoffMs } from './backoff';
import { ConcurrencyLimit } from './concurrencyLimit';
import { newOutage, noteMiss, type Outage } from './outage';
import { abortReason, wait } from '../host/wait';

/** How a request wants to be let through. */
export interface Admission {
	/** True for a request that failed before: it goes ahead of those that have not begun. */
	isRetry: boolean;
	/** Least time between the starts of two requests, in ms; 0 for none. */
	spacingMs: number;
	/** How long a server that is down is waited for, in ms; 0 not to wait for it. */
	patienceMs: number;
	/** For a request that missed the server before: `answerCount` at that moment. */
	answersBefore?: number | undefined;
	signal: AbortSignal;
}

/**
 * Permission to send one request. Exactly one of its methods is called, once, when the request ended,
 * and before it `missed` where the server was not there.
 */
export interface Permit {
	/**
	 * The server is down, as it seems: until it answers somebody, one request at a time asks for it.
	 * @returns how long to wait before that, in ms; Infinity when all have waited for long enough; and
	 * undefined when it is not waited for, or answered others meanwhile
	 */
	missed(): number | undefined;
	succeeded(): void;
	/**
	 * The server asked for fewer requests: everybody waits, for `waitMs` where the server named it. When
	 * that goes on without a success and without a time, those who wait are told why.
	 */
	throttled(waitMs: number | undefined, reason?: unknown): void;
	/**
	 * The server asked for fewer requests, and for a wait that is too long to wait out: for a while
	 * nobody is let through, and those who wait are told why.
	 */
	refused(reason: unknown): void;
	/** It failed in a way that tells nothing about the limit. */
	failed(): void;
}

/** Nobody is let through for a while, with the failure that showed why. */
export class RateLimiterClosed extends Error {
	override readonly name = 'RateLimiterClosed';

	constructor(readonly reason: unknown) {
		super('The server lets nothing through for longer than is waited for');
	}
}

interface Waiting extends Admission {
	admit: (permit: Permit) => void;
	refuse: (error: Error) => void;
}

/** A wish for a long quiet is followed for this long, in ms: the account's limit may be raised meanwhile. */
const CLOSURE_MS = 60_000;

/**
 * Throttles in a row without a success and without a time, after which those who wait are told instead
 * of waiting for hours. Requests that were refused together count once; with the pauses between them,
 * they take a minute and a half.
 */
const MAX_UNTIMED_THROTTLES = 10;

/** What a timer can hold, in ms. */
const LONGEST_TIMER_MS = 2 ** 31 - 1;

/** A pause without a time from the server is at least this long, in ms: none would heat the server up. */
const SHORTEST_PAUSE_MS = 250;

/**
 * Lets requests through as fast as the server takes them. Shared by everything in the process that
 * speaks to the same model with the same key, so that many executions behave like one. Its times are
 * those of `performance.now()`, as the clock of the machine may be set back.
 */
export class RateLimiter {
	private readonly limit = new ConcurrencyLimit();

	private readonly queue: Waiting[] = [];

	private inFlight = 0;

	private pausedUntil = 0;

	/** Pauses in a row, without a success between them. */
	private strikes = 0;

	/** Throttles without a time in a row, without a success between them. */
	private untimed = 0;

	/** The next start for each spacing, in ms: those who share a spacing share its pace. */
	private readonly nextStarts = new Map<number, number>();

	private closed: { until: number; error: RateLimiterClosed } | undefined;

	private outage: Outage | undefined;

	private answers = 0;

	/** Ends the wait for the moment at which the next request may begin. */
	private wakeUp: AbortController | undefined;

	private lastUsed = performance.now();

	/**
	 * Waits until a request may be sent.
	 * @throws {RateLimiterClosed} while the server wants no requests at all; the reason of the signal, at
	 * once when it is aborted
	 */
	async acquire(admission: Admission): Promise<Permit> {
		const { signal } = admission;
		signal.throwIfAborted();
		if (this.closed && performance.now() < this.closed.until) throw this.closed.error;
		return await new Promise((resolve, reject) => {
			const leave = () => {
				this.queue.splice(this.queue.indexOf(waiting), 1);
				this.admitWaiting();
				reject(abortReason(signal));
			};
			const waiting: Waiting = {
				...admission,
				admit: (permit) => {
					signal.removeEventListener('abort', leave);
					resolve(permit);
				},
				refuse: (error) => {
					signal.removeEventListener('abort', leave);
					reject(error);
				},
			};
			signal.addEventListener('abort', leave, { once: true });
			this.enqueue(waiting);
			this.admitWaiting();
		});
	}

	/** How many requests the server answered so far, also with errors. */
	get answerCount(): number {
		return this.answers;
	}

	/** True when nothing is under way and nothing has been for this long, in ms. */
	isIdleFor(ms: number): boolean {
		return this.inFlight === 0 && this.queue.length === 0 && performance.now() - this.lastUsed > ms;
	}

	/** Retries go ahead of those that have not begun, in the order in which they come back. */
	private enqueue(waiting: Waiting): void {
		const firstFresh = this.queue.findIndex(({ isRetry }) => !isRetry);
		const position = waiting.isRetry && firstFresh !== -1 ? firstFresh : this.queue.length;
		this.queue.splice(position, 0, waiting);
	}

	private admitWaiting(): void {
		this.wakeUp?.abort();
		this.wakeUp = undefined;
		while (this.queue.length > 0 && this.inFlight < this.limit.current) {
			const now = performance.now();
			const position = this.queue.findIndex((waiting) => this.startOf(waiting) <= now);
			const waiting = this.queue[position];
			if (!waiting) return this.admitLater(now);
			this.queue.splice(position, 1);
			this.reserveStart(waiting.spacingMs, now);
			waiting.admit(this.begin(waiting));
		}
	}

	/** The earliest moment at which a waiting request may begin, in ms. */
	private startOf({ spacingMs, patienceMs }: Waiting): number {
		const start = Math.max(this.pausedUntil, this.nextStarts.get(spacingMs) ?? 0);
		const { outage } = this;
		if (!outage) return start;
		const givenUpAt = outage.since + patienceMs;
		return Math.max(start, Math.min(givenUpAt, outage.isProbed ? Infinity : outage.nextProbeAt));
	}

	private reserveStart(spacingMs: number, now: number): void {
		if (spacingMs === 0) return;
		const next = Math.max(now, this.nextStarts.get(spacingMs) ?? 0) + spacingMs;
		this.nextStarts.set(spacingMs, next);
	}

	private admitLater(now: number): void {
		const earliest = this.queue.reduce(
			(moment, waiting) => Math.min(moment, this.startOf(waiting)),
			Infinity,
		);
		const wakeUp = new AbortController();
		this.wakeUp = wakeUp;
		void wait(Math.min(Math.ceil(earliest - now), LONGEST_TIMER_MS), wakeUp.signal).then(
			() => this.admitWaiting(),
			() => {},
		);
	}

	private close(reason: unknown): void {
		const error = new RateLimiterClosed(reason);
		this.closed = { until: performance.now() + CLOSURE_MS, error };
		for (const waiting of this.queue.splice(0)) waiting.refuse(error);
	}

	private countUntimed(reason: unknown): void {
		if (++this.untimed < MAX_UNTIMED_THROTTLES) return;
		this.untimed = 0;
		this.close(reason);
	}

	/**
	 * @param answers how many there were when the request missed the server before, or else when it was sent
	 * @param probed the outage that it is to see the end of
	 */
	private missed(
		answers: number,
		probed: Outage | undefined,
		patienceMs: number,
	): number | undefined {
		if (this.answers > answers) return undefined;
		const now = performance.now();
		const outage = noteMiss(this.outage ?? newOutage(now), probed, now);
		this.outage = outage;
		if (patienceMs === 0) return undefined;
		return now - outage.since < patienceMs ? Math.max(0, outage.nextProbeAt - now) : Infinity;
	}

	private answered(): void {
		this.answers++;
		this.outage = undefined;
	}

	private begin({ patienceMs, answersBefore }: Admission): Permit {
		const era = this.limit.currentEra;
		const { answers, outage: probed } = this;
		if (probed) probed.isProbed = true;
		let hasMissed = false;
		this.inFlight++;
		return {
			missed: () => {
				hasMissed = true;
				return this.missed(answersBefore ?? answers, probed, patienceMs);
			},
			succeeded: () => {
				this.answered();
				this.strikes = 0;
				this.untimed = 0;
				this.limit.succeeded(era, this.inFlight, performance.now());
				this.end();
			},
			throttled: (waitMs, reason) => {
				if (!hasMissed) this.answered();
				const now = performance.now();
				const pauseMs = waitMs ?? Math.max(SHORTEST_PAUSE_MS, backoffMs(this.strikes + 1));
				const isFirst = this.limit.throttled(era, this.inFlight, pauseMs, now);
				if (isFirst) this.strikes++;
				this.pausedUntil = Math.max(this.pausedUntil, now + pauseMs);
				if (isFirst && waitMs === undefined) this.countUntimed(reason);
				this.end();
			},
			refused: (reason) => {
				this.limit.throttled(era, this.inFlight, CLOSURE_MS, performance.now());
				this.close(reason);
				this.end();
			},
			failed: () => {
				if (!hasMissed) this.answered();
				this.end();
			},
		};
	}

	private end(): void {
		this.inFlight--;
		this.lastUsed = performance.now();
		this.admitWaiting();
	}
}

/** What was learnt is forgotten after this long without a request, in ms: limits move. */
const FORGET_AFTER_MS = 10 * 60_000;

/** They are looked through this often, in ms: there may be thousands, and each request comes by here. */
const SWEEP_EVERY_MS = 60_000;

const registry = new Map<string, RateLimiter>();

let lastSweep = performance.now();

/**
 * The rate limiter of a scope, the same one for everybody in the process.
 * @param scope names key, base URL and model without holding the key in clear
 */
export function rateLimiterFor(scope: string): RateLimiter {
	// Swept here and not by a timer, which would keep the process alive.
	if (performance.now() - lastSweep > SWEEP_EVERY_MS) sweep();
	const known = registry.get(scope);
	if (known && !known.isIdleFor(FORGET_AFTER_MS)) return known;
	const limiter = new RateLimiter();
	registry.set(scope, limiter);
	return limiter;
}

function sweep(): void {
	lastSweep = performance.now();
	for (const [scope, limiter] of registry) {
		if (limiter.isIdleFor(FORGET_AFTER_MS)) registry.delete(scope);
	}
}
