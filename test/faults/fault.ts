import type { Exchange } from '../../sandbox/standIn';

/** Answers a request in the faulty way. */
export type Answer = (exchange: Exchange) => void | Promise<void>;

/** What becomes of an item that meets the fault at every attempt. */
export interface Expected {
	kind: string;
	/** `details.status`; a request id is told with it. */
	status?: number;
	type?: string;
	code?: string | RegExp;
	param?: string;
	/** How often the item is sent. */
	attempts: number;
	/** What the error says first: the server's words. `{host}` stands for the server's address. */
	says: string | RegExp;
	/** A word or two of the advice that follows it. */
	advice: RegExp;
}

/** Where the node is pointed at when there is nothing that could answer. */
export type Nowhere = 'refused' | 'unresolvable' | 'untrusted';

/** One row of the matrix. */
export interface Fault {
	name: string;
	/** What the server does to an item... */
	answer?: Answer;
	/** ... or why it is never asked: then every item meets the fault. */
	nowhere?: Nowhere;
	/** True for a server that keeps no connection: what ends on a kept one is asked again, uncounted. */
	keepsNone?: boolean;
	maxRetries: number;
	/** `Requests > Timeout`, in seconds. */
	timeout?: number;
	/** `Requests > Total Timeout`, in seconds. */
	totalTimeout?: number;
	/** Undefined where the fault cannot happen. */
	on?: Expected;
	off?: Expected;
}

/** A fault that comes out the same whether answers are streamed or not. */
export function alike(fault: Omit<Fault, 'on' | 'off'>, expected: Expected): Fault {
	return { ...fault, on: expected, off: expected };
}
