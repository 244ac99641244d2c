/** Requests in flight to begin with. */
const FIRST_LIMIT = 8;

/** More than this is never allowed, whatever succeeds. */
const HIGHEST_LIMIT = 1_000;

/** Up to this share of the level that was refused, growth after a throttle is fast. */
const FAST_SHARE = 0.75;

/** Beyond it the limit grows by this much for every round of requests; less while it is held. */
const STEP = 1;
const HELD_STEP = 0.25;

/** The level that was refused is not tried again for this many times the pause it cost, in ms. */
const HOLD_FACTOR = 20;
const SHORTEST_HOLD_MS = 10_000;

/** After a hold, the next level to try, as a multiple of the one that was refused. */
const RAISE = 1.25;

/**
 * How many requests may be in flight, learnt from what the server does: it grows with every success,
 * halves on a throttle, and then keeps below the level that was refused until that has become old.
 * Pure arithmetic; the caller tells the time in ms.
 */
export class ConcurrencyLimit {
	private limit = FIRST_LIMIT;

	/** Requests that began before the last throttle tell nothing about the limit after it. */
	private era = 0;

	private refused = Infinity;

	/** One throttle lowers the wall by no more than half, even when a whole burst is refused. */
	private leastRefused = 1;

	private holdUntil = 0;

	/** Whole requests that may be in flight. */
	get current(): number {
		return Math.floor(this.limit);
	}

	/** Marks requests that begin now. */
	get currentEra(): number {
		return this.era;
	}

	/**
	 * A request succeeded.
	 * @param era of the request
	 * @param inFlight how many there were, this one included: a limit that nobody reaches stays
	 */
	succeeded(era: number, inFlight: number, now: number): void {
		if (era !== this.era || inFlight < this.current) return;
		const isHeld = now < this.holdUntil;
		if (!isHeld && this.limit >= this.wall) this.raiseWall();
		const isFast = this.refused === Infinity || this.limit < FAST_SHARE * this.refused;
		const step = isFast ? 1 : (isHeld ? HELD_STEP : STEP) / this.limit;
		this.limit = Math.min(this.limit + step, this.wall, HIGHEST_LIMIT);
	}

	/**
	 * A request was throttled. Those that began together are refused together: the limit is halved
	 * once, the others only tell how many were too many.
	 * @param era of the request
	 * @param inFlight how many there were, this one included
	 * @param pauseMs how long everybody will wait
	 * @returns true when the limit was halved
	 */
	throttled(era: number, inFlight: number, pauseMs: number, now: number): boolean {
		if (era !== this.era) {
			this.refused = Math.max(this.leastRefused, this.refused - 1);
			this.limit = Math.min(this.limit, this.wall);
			return false;
		}
		this.era++;
		// A limit that was not used up says little, but one request alone does not mean that one is too many.
		const used = Math.min(this.limit, Math.max(inFlight, FIRST_LIMIT));
		this.limit = Math.max(1, used / 2);
		this.leastRefused = Math.ceil(this.limit) + 1;
		this.refused = Math.max(this.leastRefused, inFlight - 1);
		this.holdUntil = now + Math.max(SHORTEST_HOLD_MS, HOLD_FACTOR * pauseMs);
		return true;
	}

	/** One below the level that was refused, as that level is on the edge. */
	private get wall(): number {
		return Math.max(1, this.refused - 1);
	}

	private raiseWall(): void {
		this.refused = Math.max(this.refused + 1, this.refused * RAISE);
	}
}
