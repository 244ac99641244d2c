import type { ServerResponse } from 'node:http';

import type { Seen } from './protocol';

/** Counts what a server does, in sections. */
export class Meter {
	private seen: Omit<Seen, 'connections'> = { requests: 0, throttled: 0, peakInFlight: 0 };

	private inFlight = 0;

	private connectionsBefore = 0;

	/** A request is being answered from now until its response is written. */
	begin(response: ServerResponse): void {
		this.inFlight++;
		this.seen.requests++;
		this.seen.peakInFlight = Math.max(this.seen.peakInFlight, this.inFlight);
		let isOpen = true;
		const end = () => {
			if (!isOpen) return;
			isOpen = false;
			this.inFlight--;
			if (response.statusCode === 429) this.seen.throttled++;
		};
		response.once('prefinish', end);
		response.once('close', end);
	}

	/** What was counted since the last time. */
	take(connections: number): Seen {
		const seen = { ...this.seen, connections: connections - this.connectionsBefore };
		this.seen = { requests: 0, throttled: 0, peakInFlight: this.inFlight };
		this.connectionsBefore = connections;
		return seen;
	}
}
