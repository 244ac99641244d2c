import { isAborted } from './errors';
import { toTransportFailure } from '../host/failure';
import { wait } from '../host/wait';

/** How long a request may take. */
export interface TimeLimits {
	/**
	 * How long nothing may come of an answer, before its headers and between two pieces of it, in ms.
	 * What only keeps a connection open, for instance comments and blanks, is nothing of it.
	 */
	silenceTimeoutMs: number;
	/** How long all of it may take, whatever comes, in ms; 0 for as long as it likes. */
	totalTimeoutMs?: number;
}

/** The code of a request that took longer than its user wants to wait. */
export const TOTAL_TIMEOUT = 'TOTAL_TIMEOUT';

/** What comes before a request is on its way is no silence of the server: this much of it, in ms. */
const SETUP_MS = 1_000;

/** Ends a request that takes too long, with one timer that is set anew only when it rings. */
export class Watchdog {
	private readonly controller = new AbortController();

	private readonly timer = new AbortController();

	private readonly startedAt = performance.now();

	private progressAt = this.startedAt + SETUP_MS;

	private hasAnswer = false;

	private bytesAt = this.startedAt;

	/** Which limit was reached. */
	private reached: string | undefined;

	/** @param caller ends the request as well */
	constructor(
		private readonly limits: TimeLimits,
		private readonly host: string,
		private readonly caller: AbortSignal | undefined,
	) {
		if (caller?.aborted) this.forward();
		else caller?.addEventListener('abort', this.forward, { once: true });
		void this.watch();
	}

	/** Aborted when the request is to end. */
	get signal(): AbortSignal {
		return this.controller.signal;
	}

	/** The headers of the answer are there. */
	answered(): void {
		this.hasAnswer = true;
		this.progressed();
	}

	/** Something came that may be part of the answer. */
	sawBytes(): void {
		this.bytesAt = performance.now();
	}

	/** Something of the answer came, or of the request went out. */
	progressed(): void {
		this.progressAt = performance.now();
	}

	/** The request has ended: nothing is watched any more. */
	stop(): void {
		this.timer.abort();
		this.caller?.removeEventListener('abort', this.forward);
	}

	/** The failure of a request, which is that of the limit where that ended it. */
	explain(error: unknown): unknown {
		if (this.reached === undefined || this.caller?.aborted || !isAborted(error)) return error;
		return toTransportFailure({ code: this.reached }, undefined, this.host);
	}

	private readonly forward = (): void => this.controller.abort(this.caller?.reason);

	private async watch(): Promise<void> {
		const { silenceTimeoutMs, totalTimeoutMs = 0 } = this.limits;
		const end = totalTimeoutMs > 0 ? this.startedAt + totalTimeoutMs : Infinity;
		while (!this.timer.signal.aborted) {
			const now = performance.now();
			const silent = this.progressAt + silenceTimeoutMs;
			if (now >= Math.min(silent, end)) return this.expire(now >= end);
			await wait(Math.ceil(Math.min(silent, end) - now), this.timer.signal).catch(() => {});
		}
	}

	private expire(isTotal: boolean): void {
		if (isTotal) this.reached = TOTAL_TIMEOUT;
		else if (!this.hasAnswer) this.reached = 'UND_ERR_HEADERS_TIMEOUT';
		else this.reached = this.wasAlive ? 'NO_PROGRESS' : 'UND_ERR_BODY_TIMEOUT';
		this.controller.abort();
	}

	/** True when bytes came that were no progress; half of an event before a silence does not count. */
	private get wasAlive(): boolean {
		return this.bytesAt - this.progressAt > this.limits.silenceTimeoutMs / 2;
	}
}
