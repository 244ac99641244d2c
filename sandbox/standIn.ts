import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

import type { StandInOptions } from './together/options';
import type { Resource } from './together/resource';
import { apiSite, RESOURCES } from './together/router';
import { Admission } from './together/shared/admission';
import { listener, type Listener } from './together/shared/handler';
import { Ids } from './together/shared/ids';
import { Observation, type RecordedRequest } from './together/shared/observation';
import { Storage } from './together/shared/storage';

export { MODELS, type Model } from './together/shared/catalogue';
export type { StandInOptions } from './together/options';
export type { Job, JobLook, RowFate } from './together/resources/batches/job';
export type { StreamShape } from './together/resources/chat/chat';
export type { ChatRequest } from './together/resources/chat/request';
export { lastUserText } from './together/resources/chat/request';
export type { Exchange, Intercept } from './together/shared/intercept';
export type { RecordedRequest } from './together/shared/observation';
export type { Arrival, Order } from './together/shared/order';

/** A running stand-in. */
export interface StandIn {
	/** Base URL with version, e.g. `http://127.0.0.1:1234/v1`. */
	readonly url: string;
	/** Origin of presigned links, another than that of `url`, e.g. `http://127.0.0.1:1235`. */
	readonly storageUrl: string;
	/** All requests, those to the storage included, in the order their bodies were complete. */
	readonly requests: readonly RecordedRequest[];
	/** Requests to models being answered now, refused ones included. */
	readonly inFlight: number;
	readonly peakInFlight: number;
	/** TCP connections to `url` accepted so far. */
	readonly connections: number;
	/** Resolves once so many requests (of any kind) have arrived. */
	waitForRequests: (count: number) => Promise<void>;
	/** Resolves once the condition holds; asked whenever something happens at the server. */
	waitUntil: (isDone: () => boolean) => Promise<void>;
	/** Ends all connections and stops listening. */
	close: () => Promise<void>;
}

/**
 * Starts a local server that speaks Together's API, and the storage its presigned links lead to, on
 * free ports of 127.0.0.1.
 *
 * @param resources what is served, for tests of what the resources share
 */
export async function startStandIn(
	options: StandInOptions = {},
	resources: readonly Resource[] = RESOURCES,
): Promise<StandIn> {
	const seen = new Observation();
	const ids = new Ids();
	const storage = new Storage(ids);
	const shared = { options, ids, storage, admission: new Admission(options) };
	const behindLinks = createServer(options.tls, listener(storage.site(), shared, seen));
	storage.origin = await listen(behindLinks, options.tls);
	const api = createServer(options.tls, listener(apiSite(resources), shared, seen));
	api.on('connection', () => seen.connected());
	const origin = await listen(api, options.tls);
	return {
		url: `${origin}/v1`,
		storageUrl: storage.origin,
		requests: seen.requests,
		get inFlight() {
			return seen.inFlight;
		},
		get peakInFlight() {
			return seen.peakInFlight;
		},
		get connections() {
			return seen.connections;
		},
		waitForRequests: async (count) => await seen.waitUntil(() => seen.requests.length >= count),
		waitUntil: async (isDone) => await seen.waitUntil(isDone),
		close: async () => {
			await Promise.all([close(api), close(behindLinks)]);
		},
	};
}

function createServer(tls: StandInOptions['tls'], handle: Listener): Server {
	const server = tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
	// Longer than any test: only the client decides when a kept-alive connection ends.
	server.keepAliveTimeout = 120_000;
	return server;
}

/** Listens on a free port and gives the origin. */
async function listen(server: Server, tls: StandInOptions['tls']): Promise<string> {
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	return `${tls ? 'https' : 'http'}://127.0.0.1:${port}`;
}

async function close(server: Server): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeAllConnections();
	await closed;
}
