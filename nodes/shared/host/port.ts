import type { LookupFunction } from 'node:net';

/**
 * What an edition of this package swaps: how a request goes out and its answer comes in. Everything
 * outside this folder speaks of requests in these terms and knows neither Node nor undici.
 */
export interface Transport {
	/**
	 * Sends one request and gives its answer as soon as the headers are there, whatever the status.
	 * Redirects are answers like any other: they are never followed.
	 * @throws {TransportFailure} when there is no answer
	 */
	send(request: TransportRequest): Promise<TransportResponse>;
}

/** Rules of the host n8n on which addresses may be reached. */
export interface EgressRules {
	/** Resolves to the reason a URL may not be reached, or to undefined. */
	refuse(url: string): Promise<string | undefined>;
	/** A DNS lookup that fails for forbidden addresses. */
	lookup: LookupFunction;
}

/** One request. */
export interface TransportRequest {
	method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';
	url: string;
	headers: Record<string, string>;
	body?: TransportBody;
	/** How long the server may be silent, before its headers and between two pieces, in ms. */
	silenceTimeoutMs: number;
	egress?: EgressRules;
	/** True to open a connection for this request alone. */
	ownConnection?: boolean;
	signal?: AbortSignal;
}

/** Text, or bytes whose number is known before the first of them is sent. */
export type TransportBody = string | { length: number; bytes: AsyncIterable<Uint8Array> };

/** An answer whose body has not been read yet. */
export interface TransportResponse {
	status: number;
	/** By their names in lower case. Of several with one name, the first. */
	headers: Record<string, string>;
	body: TransportResponseBody;
	/** How the body is compressed, where that cannot be undone: it is empty then. */
	unknownEncoding?: string;
}

/** The bytes of an answer as they arrive, as they were before anything on the way compressed them. */
export interface TransportResponseBody {
	/**
	 * The next piece. What came before a break is still handed over. Asked for one after the other.
	 * @returns undefined at the proper end of the body
	 * @throws {TransportFailure} when the body broke off
	 */
	next(): Promise<Uint8Array | undefined>;
	/** Lets go of the connection: the rest is not read. */
	discard(): void;
	/** Waits a moment for the proper end of the body, so that its connection can serve the next request. */
	finish(): Promise<void>;
}

/** What kept an answer from coming, or from coming to its end. The kinds are those of `ApiError`. */
export type TransportFailureKind =
	'timeout' | 'network' | 'proxy' | 'blocked' | 'malformed' | 'aborted';

/** The one error of this folder. Its message never holds anything of the request but the host. */
export class TransportFailure extends Error {
	override readonly name = 'TransportFailure';

	/**
	 * @param code the system's or undici's word for it, for instance `ECONNREFUSED`
	 * @param isStale true when a kept connection ended before any of the answer came: as a rule the
	 * server closed it before it saw the request
	 */
	constructor(
		readonly kind: TransportFailureKind,
		message: string,
		readonly code?: string,
		readonly isStale = false,
	) {
		super(message);
	}
}
