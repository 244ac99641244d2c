/** How the server behaves; plain values, as they travel between processes. */
export interface ServerOptions {
	/** Milliseconds before the first byte: one for all, or one for each item. */
	latencyMs?: number | readonly number[];
	/** More requests than this at the same time get a 429. */
	maxInFlight?: number;
	/** More requests than this within a second get a 429. */
	maxPerSecond?: number;
	/** Characters of the text of a reply, about. */
	replyLength?: number;
	/** A folder with key.pem and cert.pem, to serve https. */
	tlsFolder?: string;
}

/** What the server saw since it was last asked. */
export interface Seen {
	requests: number;
	throttled: number;
	connections: number;
	peakInFlight: number;
}

/** What the parent asks of the server process: one answer for each. */
export type Question = { ask: 'start'; options: ServerOptions } | { ask: 'seen' };

export type Answer = { url: string } | { seen: Seen };
