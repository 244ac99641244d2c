export interface Limits {
	/** More requests to models than this at the same time get a 429. */
	maxInFlight?: number;
	/** More requests to models than this within a second get a 429. */
	maxPerSecond?: number;
}

const WINDOW_MS = 1_000;

/** Lets requests in or refuses them, as the API's dynamic rate limit does. */
export class RateLimit {
	private serving = 0;
	private entered: number[] = [];

	constructor(private readonly limits: Limits) {}

	/** Lets a request in and returns what gives its place back, or undefined to refuse it. */
	enter(now: number): (() => void) | undefined {
		this.entered = this.entered.filter((time) => now - time < WINDOW_MS);
		if (this.serving >= (this.limits.maxInFlight ?? Infinity)) return undefined;
		if (this.entered.length >= (this.limits.maxPerSecond ?? Infinity)) return undefined;
		this.serving++;
		// Without a limit per second the window would only grow for nothing.
		if (this.limits.maxPerSecond !== undefined) this.entered.push(now);
		let inside = true;
		return () => {
			if (inside) this.serving--;
			inside = false;
		};
	}
}
