/** A case, and what its process is started with. */
export interface CaseEntry {
	number: number;
	title: string;
	/** The module in this folder that exports `measure`. */
	module: string;
	/** True when its process has to trust the server's own certificate. */
	needsTls?: boolean;
	/** Flags for Node. */
	flags?: string[];
}

/** All cases, in the order they run. Each has a process of its own, so that none inherits a heap. */
export const CASES: readonly CaseEntry[] = [
	{ number: 1, title: '200 items beside a bare pool', module: 'steady' },
	{ number: 2, title: "200 items beside n8n's HTTP helper", module: 'helper' },
	{ number: 3, title: '200 items beside the official client', module: 'official' },
	{ number: 4, title: 'latencies with a heavy tail', module: 'heavyTail' },
	{ number: 5, title: 'a server that takes 20 at a time', module: 'inFlightLimit' },
	{ number: 6, title: 'a server that takes 100 a second', module: 'rateLimit' },
	{ number: 7, title: 'processor time per item over https', module: 'processor', needsTls: true },
	{ number: 8, title: 'decoding streams', module: 'decoding' },
	{ number: 9, title: 'from the socket to the chat', module: 'delay' },
	{ number: 10, title: 'memory of 10,000 items', module: 'memory', flags: ['--expose-gc'] },
	{ number: 11, title: 'vectors of 10,000 texts', module: 'embeddings' },
	{ number: 12, title: 'a batch of 50,000 rows', module: 'batch', flags: ['--expose-gc'] },
];
