import { createServer as createHttpServer } from 'node:http';
import type { Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';

import { requestHandler, type Handler } from './together/handler';
import { Observation, type RecordedRequest } from './together/observation';
import type { StandInOptions } from './together/options';

export { MODELS, type Model } from './together/models';
export type { Exchange, Intercept, StandInOptions, StreamShape } from './together/options';
export type { RecordedRequest } from './together/observation';
export type { ChatRequest } from './together/request';
export { lastUserText } from './together/request';

/** A running stand-in. */
export interface StandIn {
	/** Base URL with version, e.g. `http://127.0.0.1:1234/v1`. */
	readonly url: string;
	/** All requests in the order their bodies were complete. */
	readonly requests: readonly RecordedRequest[];
	/** Chat requests being answered now, refused ones included. */
	readonly inFlight: number;
	readonly peakInFlight: number;
	/** TCP connections accepted so far. */
	readonly connections: number;
	/** Resolves once so many requests (of any kind) have arrived. */
	waitForRequests: (count: number) => Promise<void>;
	/** Resolves once the condition holds; asked whenever something happens at the server. */
	waitUntil: (isDone: () => boolean) => Promise<void>;
	/** Ends all connections and stops listening. */
	close: () => Promise<void>;
}

/** Starts a local server that speaks Together's API, on a free port of 127.0.0.1. */
export async function startStandIn(options: StandInOptions = {}): Promise<StandIn> {
	const seen = new Observation();
	const server = createServer(options.tls, requestHandler(options, seen));
	server.on('connection', () => seen.connected());
	// Longer than any test: only the client decides when a kept-alive connection ends.
	server.keepAliveTimeout = 120_000;
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const address = server.address();
	const port = typeof address === 'object' ? address?.port : undefined;
	return {
		url: `${options.tls ? 'https' : 'http'}://127.0.0.1:${port}/v1`,
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
		close: async () => await close(server),
	};
}

function createServer(tls: StandInOptions['tls'], handle: Handler): Server {
	return tls ? createHttpsServer(tls, handle) : createHttpServer(handle);
}

async function close(server: Server): Promise<void> {
	const closed = new Promise<void>((resolve) => server.close(() => resolve()));
	server.closeAllConnections();
	await closed;
}
