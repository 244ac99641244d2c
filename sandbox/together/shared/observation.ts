import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

/** One request the stand-in received. Filled further while it is answered. */
export interface RecordedRequest {
	method: string;
	/** Path with query, e.g. `/v1/chat/completions`. */
	path: string;
	headers: IncomingHttpHeaders;
	/**
	 * The parsed JSON, or the raw text where it is not JSON; a `FormData` for a multipart form, a `Buffer`
	 * for a file. Undefined for an empty body, and where the answer was ordered before its end.
	 */
	body: unknown;
	/** Arrival in milliseconds, on the clock of `performance.now()`. */
	at: number;
	/** Whether the client went away before the answer was complete. */
	aborted: boolean;
	/** Status of the answer, from when its headers were sent. */
	status: number | undefined;
}

interface Waiter {
	isDone: () => boolean;
	resolve: () => void;
}

/** Keeps what happened at the server and wakes those who wait for something to happen. */
export class Observation {
	readonly requests: RecordedRequest[] = [];
	connections = 0;
	inFlight = 0;
	peakInFlight = 0;
	private waiters: Waiter[] = [];

	/** Resolves as soon as the condition holds; it is asked again whenever something happened. */
	async waitUntil(isDone: () => boolean): Promise<void> {
		if (isDone()) return;
		await new Promise<void>((resolve) => this.waiters.push({ isDone, resolve }));
	}

	connected(): void {
		this.connections++;
		this.changed();
	}

	/** Keeps a request that began at this time, on the clock of `performance.now()`. */
	received(incoming: IncomingMessage, response: ServerResponse, body: unknown, at: number): void {
		const { method = 'GET', url: path = '/', headers } = incoming;
		const request = {
			method,
			path,
			headers,
			body,
			at,
			aborted: false,
			get status() {
				return response.headersSent ? response.statusCode : undefined;
			},
		};
		response.once('close', () => {
			request.aborted = !response.writableFinished;
			this.changed();
		});
		this.requests.push(request);
		this.changed();
	}

	/** Counts a request to a model as in flight; call the result, once, when its answer is complete. */
	begin(): () => void {
		this.inFlight++;
		this.peakInFlight = Math.max(this.peakInFlight, this.inFlight);
		this.changed();
		return () => {
			this.inFlight--;
			this.changed();
		};
	}

	changed(): void {
		const woken = this.waiters.filter(({ isDone }) => isDone());
		this.waiters = this.waiters.filter((waiter) => !woken.includes(waiter));
		for (const { resolve } of woken) resolve();
	}
}
