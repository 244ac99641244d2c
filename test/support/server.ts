import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';

import type { ChatCompletionChunk, ChatCompletionRequest } from '../../nodes/shared/chat/types';
import { TogetherClient } from '../../nodes/shared/client/client';
import { readRequestSettings } from '../../nodes/shared/client/requestSettings';
import { ApiError } from '../../nodes/shared/http/errors';
import type { Account } from '../../nodes/shared/http/httpClient';
import type { TimeLimits } from '../../nodes/shared/http/watchdog';
import { PROXY_VARIABLES } from '../shared/host/proxyServer';

export const KEY = 'tgp_v1_0123456789abcdef';

/** A request as a server got it, its body read to the end. */
export interface Received {
	method: string;
	path: string;
	headers: IncomingHttpHeaders;
	body: string;
	/** Resolves once the connection of this request is gone; until then a test waits for its time-out. */
	gone: Promise<void>;
}

export interface TestServer {
	/** With version, as `normalizeBaseUrl` gives it. */
	url: string;
	host: string;
	received: Received[];
	/** TCP connections so far. */
	connections: () => number;
}

export type Answer = (response: ServerResponse, request: Received) => void;

// What the machine has set must not decide where the requests of a test go.
for (const name of PROXY_VARIABLES) delete process.env[name];

/** Runs a body against a server that is closed afterwards, whatever happens. */
export async function withServer<T>(
	answer: Answer,
	use: (server: TestServer) => Promise<T>,
): Promise<T> {
	const received: Received[] = [];
	let connections = 0;
	const server = createServer((incoming, response) => {
		const { method = '', url = '', headers, socket } = incoming;
		const gone = new Promise<void>((resolve) => socket.once('close', () => resolve()));
		void text(incoming).then((body) => {
			const request = { method, path: url, headers, body, gone };
			received.push(request);
			answer(response, request);
		});
	});
	server.on('connection', () => connections++);
	server.keepAliveTimeout = 60_000;
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
	try {
		return await use({ url: `http://${host}/v1`, host, received, connections: () => connections });
	} finally {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}
}

/** Answers every request the same way. */
export function always(
	status: number,
	body: string,
	headers: Record<string, string> = { 'content-type': 'application/json' },
): Answer {
	return (response) => response.writeHead(status, headers).end(body);
}

/** Answers every request with a stream of these bytes. */
export function streaming(body: string, headers: Record<string, string> = {}): Answer {
	return always(200, body, { 'content-type': 'text/event-stream;charset=utf-8', ...headers });
}

export function clientFor(
	server: Pick<TestServer, 'url'>,
	// Longer than a test may take: only the client decides when a connection is let go.
	{ silenceTimeoutMs = 90_000, totalTimeoutMs = 0, ...account }: Partial<Account & TimeLimits> = {},
): TogetherClient {
	return new TogetherClient(
		{ apiKey: KEY, baseUrl: server.url, ...account },
		{ ...readRequestSettings({}), silenceTimeoutMs, totalTimeoutMs },
	);
}

/** Follows a streamed completion, once, to its end. */
export async function follow(
	client: TogetherClient,
	request: ChatCompletionRequest,
	onChunk: (chunk: ChatCompletionChunk) => void,
	signal?: AbortSignal,
): Promise<void> {
	const stream = await client.chat.stream(request, signal);
	for await (const chunks of stream) chunks.forEach(onChunk);
}

/** What a request failed with; anything else than an `ApiError` is thrown on. */
export async function failureOf(request: Promise<unknown>): Promise<ApiError> {
	try {
		await request;
	} catch (error) {
		if (error instanceof ApiError) return error;
		throw error;
	}
	throw new Error('The request was taken for successful');
}
