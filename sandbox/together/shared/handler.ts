import type { IncomingMessage, ServerResponse } from 'node:http';
import { performance } from 'node:perf_hooks';

import type { Shared } from '../resource';
import type { Answer } from './answer';
import { mayEnter } from './auth';
import { readBody, readPart, type Body } from './body';
import { Counter } from './counter';
import { atEnd, signalOf } from './ending';
import { brokenStandIn, invalidKey, refusal } from './errors';
import { toExchange } from './intercept';
import type { Observation } from './observation';
import type { Ending, Order } from './order';
import { pause } from './pause';
import { send, sendCut } from './send';
import type { Match, Site } from './site';

export type Listener = (incoming: IncomingMessage, response: ServerResponse) => void;

/** A request whose headers have arrived, and where its answer goes. */
interface Call {
	incoming: IncomingMessage;
	response: ServerResponse;
	id: string;
	method: string;
	url: URL;
	match: Match | undefined;
	/** Method and path of the route. */
	route: string | undefined;
	/** Arrival in milliseconds, on the clock of `performance.now()`. */
	at: number;
}

/** What the stand-in does with every request: read, record, let interceptors look, answer. */
export function listener(site: Site, shared: Shared, seen: Observation): Listener {
	const { options } = shared;
	const arrivals = new Counter();
	const numbers = new Counter();

	const handle = async (incoming: IncomingMessage, response: ServerResponse) => {
		const call = receive(incoming, response, site, shared);
		const { match, route = 'none', at } = call;
		const order = orderFor(call, shared, arrivals.next(route));
		if (order.early) return await answerEarly(call, order.early, seen);
		const body = await readBody(incoming);
		seen.received(incoming, response, body.value, at);
		const asksModel = match?.route.asksModel ?? false;
		if (asksModel) atEnd(response, seen.begin());
		const number = numbers.next(route);
		const index = asksModel ? number : numbers.next('all but models');
		if (order.latencyMs) await pause(order.latencyMs, signalOf(response));
		const intercept = asksModel ? options.intercept : options.interceptOther;
		if (!order.ending && (await intercept?.(toExchange(call, body, index)))) return;
		const ending = order.ending ?? (await regularAnswer(call, body, number, site, shared));
		await end(response, ending, order.cut);
	};

	return (incoming, response) => {
		handle(incoming, response).catch(async (error: unknown) => await fail(response, error));
	};
}

function receive(
	incoming: IncomingMessage,
	response: ServerResponse,
	site: Site,
	{ ids }: Shared,
): Call {
	const at = performance.now();
	const { id, ray } = ids.request();
	response.setHeader('x-request-id', id);
	response.setHeader('cf-ray', ray);
	const { method = 'GET', url: target = '/' } = incoming;
	const url = new URL(target, 'http://localhost');
	const match = site.find(method, url);
	const route = match && `${method} ${match.route.path}`;
	return { incoming, response, id, method, url, match, route, at };
}

function orderFor(call: Call, { options }: Shared, index: number): Order {
	const { incoming, method, url, route } = call;
	const { headers } = incoming;
	return options.order?.({ method, path: url.pathname, route, index, headers }) ?? {};
}

async function regularAnswer(
	{ incoming, response, match, id, method, url }: Call,
	body: Body,
	index: number,
	site: Site,
	shared: Shared,
): Promise<Answer> {
	const { headers } = incoming;
	const { pathname: path, searchParams: query } = url;
	if (site.needsKey && !mayEnter(headers.authorization, shared.options.apiKey)) {
		return refusal(invalidKey());
	}
	if (match === undefined) return site.missing(method, path);
	const { route, params } = match;
	const signal = signalOf(response);
	const atItsEnd = (done: () => void) => atEnd(response, done);
	const request = { method, path, params, query, headers, body, index, id, signal };
	return await route.handle({ ...request, atEnd: atItsEnd }, shared);
}

async function answerEarly(
	{ incoming, response, at }: Call,
	{ afterBytes, ending }: NonNullable<Order['early']>,
	seen: Observation,
): Promise<void> {
	await readPart(incoming, afterBytes);
	seen.received(incoming, response, undefined, at);
	await end(response, ending);
	incoming.resume();
}

async function end(response: ServerResponse, ending: Ending, cut?: Order['cut']): Promise<void> {
	if (ending === 'disconnect') response.destroy();
	else if (cut) await sendCut(response, ending, cut);
	else await send(response, ending);
}

/** A client that left needs no answer; a fault of a reply function or interceptor is told to it. */
async function fail(response: ServerResponse, error: unknown): Promise<void> {
	if (response.destroyed) return;
	if (response.headersSent) response.destroy();
	else await send(response, refusal(brokenStandIn(error)));
}
