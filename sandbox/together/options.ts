import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import type { Reply } from './plan';

/**
 * The shape of streamed answers: today's, or the first one the API had, with its text under `delta`
 * or right in the choice.
 */
export type StreamShape = 'current' | 'legacy' | 'legacyText';

/** A request on its way to an answer, for interceptors. */
export interface Exchange {
	/** The parsed JSON object of the body; empty where the body is something else. */
	request: Readonly<Record<string, unknown>>;
	rawBody: string;
	/** Number among the chat requests of this server (other requests count apart), from 0. */
	index: number;
	path: string;
	headers: IncomingHttpHeaders;
	incoming: IncomingMessage;
	response: ServerResponse;
}

/** Returns true when it has taken over the answer; it then has to end the response itself. */
export type Intercept = (exchange: Exchange) => boolean | Promise<boolean>;

export interface StandInOptions {
	/** The only key that is let in; any key when left out. */
	apiKey?: string;
	/** Milliseconds before the first byte of a chat answer, fixed or by request number. */
	latencyMs?: number | ((index: number) => number);
	/** Milliseconds between streamed chunks. */
	tokenDelayMs?: number;
	/** The text of answers in place of the default one. Gets the request's and the choice's number. */
	reply?: Reply;
	/** Sees every chat request first, before key, limits and latency. */
	intercept?: Intercept;
	/** Sees every other request first. */
	interceptOther?: Intercept;
	streamShape?: StreamShape;
	/** More chat requests than this at the same time get a 429. */
	maxInFlight?: number;
	/** More chat requests than this within a second get a 429. */
	maxPerSecond?: number;
	/** What a 429 tells the client to wait, in seconds; 1 when left out. */
	resetSeconds?: number;
	/** Serves https with this certificate, both PEM. */
	tls?: { key: string; cert: string };
}
