/** A server that is down is asked again after this long, in ms; each time after twice as long. */
const FIRST_PROBE_MS = 250;
const LAST_PROBE_MS = 4_000;

/** An outage of which nothing was seen for this long, in ms, is over: the next one is another. */
const MEMORY_MS = 60_000;

/** A server that is down. Its times are in ms, told by the caller. */
export interface Outage {
	since: number;
	/** When a request missed the server the last time. */
	seenAt: number;
	/** Before it nobody asks, nor while it is probed. */
	nextProbeAt: number;
	/** How many requests found it still down. */
	probes: number;
	/** True while a request that was let through during the outage is under way. */
	isProbed: boolean;
}

/** An outage that begins. */
export function newOutage(now: number): Outage {
	return { since: now, seenAt: now, nextProbeAt: now, probes: 0, isProbed: false };
}

/**
 * A request missed the server. Those that were under way when the outage began tell nothing new.
 * @param probed the outage that the request was to see the end of
 * @returns the outage that it is part of
 */
export function noteMiss(known: Outage, probed: Outage | undefined, now: number): Outage {
	const outage = now - known.seenAt > MEMORY_MS ? newOutage(now) : known;
	outage.seenAt = now;
	if (outage.probes > 0 && probed !== outage) return outage;
	const pauseMs = Math.min(LAST_PROBE_MS, FIRST_PROBE_MS * 2 ** outage.probes);
	outage.nextProbeAt = now + pauseMs;
	outage.probes++;
	outage.isProbed = false;
	return outage;
}
