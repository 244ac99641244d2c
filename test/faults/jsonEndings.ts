import type { ServerResponse } from 'node:http';

import { completion, hangUp, JSON_TYPE, reset } from './answers';
import type { Answer } from './fault';
import { answerOf } from './node';

/** What a whole answer of this file says that it used. */
export const USAGE = { prompt_tokens: 11, completion_tokens: 7, total_tokens: 18 };

/** How the connection of an answer may end other than it should. */
export interface Ending {
	name: string;
	headers?: (length: number) => Record<string, string>;
	next: (response: ServerResponse) => void;
	/** True when the server keeps the connection open, so that the client has to end it. */
	isOpen?: boolean;
}

/** An answer as long as this is never sent. */
const tooLong = (length: number) => ({ 'content-length': String(length + 100) });

const leaveOpen = () => {};

export const ENDINGS: Ending[] = [
	{ name: 'a reset', next: reset },
	{ name: 'a hang-up', next: hangUp },
	{ name: 'a hang-up before its Content-Length', headers: tooLong, next: hangUp },
	{ name: 'an open body', next: leaveOpen, isOpen: true },
	{ name: 'a Content-Length too large', headers: tooLong, next: leaveOpen, isOpen: true },
];

/** The wanted answer to a request as JSON, also where a stream was asked for. */
export function wholeJson(request: unknown): string {
	return JSON.stringify({ ...completion(answerOf(request)), usage: USAGE });
}

/** Sends so much of the wanted answer as JSON, from nothing (0) to all (1), and ends it so. */
export function jsonWith({ headers, next }: Ending, share: number): Answer {
	return async ({ request, response }) => {
		const text = wholeJson(request);
		response.writeHead(200, { 'content-type': JSON_TYPE, ...headers?.(text.length) });
		await new Promise((sent) => response.write(text.slice(0, text.length * share), sent));
		next(response);
	};
}
