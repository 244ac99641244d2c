import type { IncomingHttpHeaders } from 'node:http';

import type { Answer } from './answer';

/** A request whose headers have arrived. */
export interface Arrival {
	method: string;
	path: string;
	/** `GET /v1/files/:id`, or `GET storage` behind a presigned link; undefined where nothing is served. */
	route: string | undefined;
	/** Number among the requests to this route, from 0. */
	index: number;
	headers: IncomingHttpHeaders;
}

/** An answer, or the end of the connection in its place. */
export type Ending = Answer | 'disconnect';

/** What a test orders for one request of any resource. Whatever is left out goes its regular way. */
export interface Order {
	/** Answers once so many bytes of the body have been read; the rest is thrown away as it comes. */
	early?: { afterBytes: number; ending: Ending };
	/** Milliseconds from the end of the request to its answer, before any other latency. */
	latencyMs?: number;
	/** In place of the regular answer; interceptors are not asked then. */
	ending?: Ending;
	/** After so many bytes of the answer's body the connection breaks, or nothing more is sent. */
	cut?: { afterBytes: number; by: 'disconnect' | 'silence' };
}

export type OrderFor = (arrival: Arrival) => Order | undefined;
