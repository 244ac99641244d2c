import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';

import { textOf, type Body } from './body';

/** A request on its way to an answer, for interceptors. */
export interface Exchange {
	/** The parsed JSON object of the body; empty where the body is something else. */
	request: Readonly<Record<string, unknown>>;
	readonly rawBody: string;
	/** The multipart form of the body, where it is one. */
	form: FormData | undefined;
	/**
	 * Number from 0: of a request to a model, among those to its route; of any other, among all
	 * others.
	 */
	index: number;
	path: string;
	/** `POST /v1/chat/completions`; undefined where nothing is served. */
	route: string | undefined;
	headers: IncomingHttpHeaders;
	incoming: IncomingMessage;
	response: ServerResponse;
}

/** Returns true when it has taken over the answer; it then has to end the response itself. */
export type Intercept = (exchange: Exchange) => boolean | Promise<boolean>;

type Parts = Pick<Exchange, 'route' | 'incoming' | 'response'> & { url: URL };

/** Shows a request to an interceptor. */
export function toExchange(
	{ route, incoming, response, url }: Parts,
	body: Body,
	index: number,
): Exchange {
	return {
		request: asObject(body.value),
		// Few interceptors want it, and a body may have many megabytes.
		get rawBody() {
			return textOf(body.bytes);
		},
		form: body.form,
		index,
		path: url.pathname,
		route,
		headers: incoming.headers,
		incoming,
		response,
	};
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
	const isObject = typeof value === 'object' && value !== null && !Buffer.isBuffer(value);
	return isObject ? Object.fromEntries(Object.entries(value)) : {};
}
