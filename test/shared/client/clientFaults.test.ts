import { getEventListeners, once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';
import type { ServerResponse } from 'node:http';

import { Pool } from 'undici';

import { poolFor } from '../../../nodes/shared/host/connections';
import { ApiError } from '../../../nodes/shared/http/errors';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { event, EVENTS, sse, token } from '../../support/recordings';
import {
	always,
	clientFor,
	failureOf,
	streaming,
	withServer,
	type Answer,
	follow,
} from '../../support/server';

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'Hello' }],
};
const STREAM_TYPE = { 'content-type': 'text/event-stream' };
const FIRST = `data: ${JSON.stringify(event([token('Hi')]))}\n\n`;
const LAST = `data: ${JSON.stringify(event([token('', { finish_reason: 'stop' })]))}\n\n`;
const ABORTED = { kind: 'aborted', message: 'The request was cancelled' };

/** Begins every answer and leaves it open, for the test to go on with. */
function openAnswers(begin: string): { answer: Answer; responses: ServerResponse[] } {
	const responses: ServerResponse[] = [];
	const answer: Answer = (response) => {
		responses.push(response);
		response.writeHead(200, STREAM_TYPE).write(begin);
	};
	return { answer, responses };
}

/** Resolves once no request to the server is under way, bodies included. */
async function untilIdle(origin: string): Promise<void> {
	const pool = await poolFor(origin, undefined);
	if (!(pool instanceof Pool)) throw new Error('Not a pool');
	for (let turns = 0; turns < 100_000; turns++) {
		if (pool.stats.free === pool.stats.connected) return;
		await new Promise((resolve) => setImmediate(resolve));
	}
	throw new Error('A request is still under way');
}

describe('an abort', () => {
	it('before the request sends nothing', async () => {
		await withServer(streaming(sse(...EVENTS)), async (server) => {
			const client = clientFor(server);
			const signal = AbortSignal.abort();
			for (const request of [
				client.chat.create(REQUEST, signal),
				follow(client, REQUEST, () => {}, signal),
				client.models.list(signal),
			]) {
				expect(await failureOf(request)).toMatchObject(ABORTED);
			}
			expect(server.received).toEqual([]);
		});
	});

	it('while the server thinks closes the connection', async () => {
		const abort = new AbortController();
		await withServer(
			() => abort.abort(),
			async (server) => {
				const request = clientFor(server).chat.create(REQUEST, abort.signal);
				expect(await failureOf(request)).toMatchObject(ABORTED);
				await expect(server.received[0]?.gone).resolves.toBeUndefined();
			},
		);
	});

	it('in the middle of a stream closes the connection', async () => {
		const abort = new AbortController();
		const { answer } = openAnswers(FIRST);
		await withServer(answer, async (server) => {
			const onChunk = () => abort.abort(new Error('a reason of its own'));
			const request = follow(clientFor(server), REQUEST, onChunk, abort.signal);
			expect(await failureOf(request)).toMatchObject(ABORTED);
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('in the middle of a single answer closes the connection', async () => {
		const abort = new AbortController();
		const answer: Answer = (response) => {
			response.writeHead(200, { 'content-type': 'application/json' });
			response.write('{"id":', () => abort.abort());
		};
		await withServer(answer, async (server) => {
			const request = clientFor(server).chat.create(REQUEST, abort.signal);
			expect(await failureOf(request)).toMatchObject(ABORTED);
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('in the middle of an error is the abort, not the error', async () => {
		const abort = new AbortController();
		const answer: Answer = (response) => {
			response.writeHead(500, { 'content-length': '100' });
			response.write('Overl', () => abort.abort());
		};
		await withServer(answer, async (server) => {
			const request = clientFor(server).chat.create(REQUEST, abort.signal);
			expect(await failureOf(request)).toMatchObject(ABORTED);
		});
	});

	it('after the answer changes nothing', async () => {
		const abort = new AbortController();
		await withServer(streaming(sse(...EVENTS)), async (server) => {
			const chunks: ChatCompletionChunk[] = [];
			const client = clientFor(server);
			await follow(client, REQUEST, (chunk) => chunks.push(chunk), abort.signal);
			abort.abort();
			expect(chunks).toHaveLength(EVENTS.length);
			await follow(client, REQUEST, () => {});
		});
	});

	it('is not listened for any more when the answer is there', async () => {
		const { signal } = new AbortController();
		const listeners: number[] = [];
		const count = () => listeners.push(getEventListeners(signal, 'abort').length);
		const answer: Answer = (response, request) => {
			count();
			streaming(sse(...EVENTS))(response, request);
		};
		await withServer(answer, async (server) => {
			await follow(clientFor(server), REQUEST, () => {}, signal);
			await untilIdle(`http://${server.host}`);
		});
		count();
		expect(listeners).toEqual([1, 0]);
	});
});

describe('the connection', () => {
	it('serves one streamed completion after the other', async () => {
		await withServer(streaming(sse(...EVENTS)), async (server) => {
			const client = clientFor(server);
			for (let count = 0; count < 3; count++) {
				await follow(client, REQUEST, () => {});
				await untilIdle(`http://${server.host}`);
			}
			expect(server.received).toHaveLength(3);
			expect(server.connections()).toBe(1);
		});
	});

	it('is kept where the server ends its answer some time after [DONE]', async () => {
		const { answer, responses } = openAnswers(sse(...EVENTS));
		await withServer(answer, async (server) => {
			const client = clientFor(server);
			await follow(client, REQUEST, () => {});
			responses[0]?.end(': bye\n\n');
			await untilIdle(`http://${server.host}`);
			await follow(client, REQUEST, () => {});
			responses[1]?.end();
			expect(server.received).toHaveLength(2);
			expect(server.connections()).toBe(1);
		});
	});

	it('is let go where the server never ends its answer', async () => {
		const { answer } = openAnswers(sse(...EVENTS));
		await withServer(answer, async (server) => {
			await follow(clientFor(server), REQUEST, () => {});
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('is let go after an error in the middle of a stream', async () => {
		const { answer } = openAnswers(`${FIRST}data: {"error":"broken"}\n\n`);
		await withServer(answer, async (server) => {
			const request = follow(clientFor(server), REQUEST, () => {});
			expect(await failureOf(request)).toMatchObject({ kind: 'reported', message: 'broken' });
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('serves one single completion after the other, errors too', async () => {
		const statuses = [200, 429, 500, 200];
		const body = JSON.stringify({ choices: [{ message: { content: 'Hi' } }] });
		const answer: Answer = (response, request) =>
			always(statuses.shift() ?? 200, body)(response, request);
		await withServer(answer, async (server) => {
			const client = clientFor(server);
			for (const ok of [true, false, false, true]) {
				const asked = client.chat.create(REQUEST).then(
					() => true,
					() => false,
				);
				expect(await asked).toBe(ok);
				await untilIdle(`http://${server.host}`);
			}
			expect(server.connections()).toBe(1);
		});
	});

	it.each([
		{ how: 'closes it', end: (response: ServerResponse) => response.destroy() },
		{
			how: 'resets it',
			end: (response: ServerResponse) => void response.socket?.resetAndDestroy(),
		},
	])(
		'is a fault of the network when the server $how in the middle of a stream',
		async ({ end }) => {
			const { answer, responses } = openAnswers(FIRST);
			await withServer(answer, async (server) => {
				const onChunk = () => responses.forEach(end);
				const failure = await failureOf(follow(clientFor(server), REQUEST, onChunk));
				expect(failure.kind).toBe('network');
				expect(failure.message).toContain(server.host);
				expect(failure.details).toMatchObject({ status: 200 });
			});
		},
	);

	it.each([
		{ how: 'closes it', end: (response: ServerResponse) => response.destroy() },
		{
			how: 'resets it',
			end: (response: ServerResponse) => void response.socket?.resetAndDestroy(),
		},
	])('may end once every choice is finished: the server $how', async ({ end }) => {
		const { answer, responses } = openAnswers(FIRST + LAST);
		await withServer(answer, async (server) => {
			const contents: Array<string | undefined> = [];
			await follow(clientFor(server), REQUEST, ({ deltas: [delta] }) => {
				contents.push(delta?.content);
				if (delta?.finishReason) responses.forEach(end);
			});
			expect(contents).toEqual(['Hi', '']);
		});
	});

	const closes = (response: ServerResponse) => response.destroy();
	const resets = (response: ServerResponse) => void response.socket?.resetAndDestroy();

	it.each([
		{ how: 'closes it', end: closes, given: '{"a"' },
		{ how: 'resets it', end: resets, given: '{"a"' },
		{ how: 'closes it before the arguments', end: closes, given: '' },
		{ how: 'resets it before the arguments', end: resets, given: '' },
	])('may not end in the middle of a tool call: the server $how', async ({ end, given }) => {
		const delta = {
			tool_calls: [{ index: 0, id: 'c', function: { name: 'f', arguments: given } }],
		};
		const begun = event([token('', { delta, finish_reason: 'tool_calls' })]);
		const { answer, responses } = openAnswers(`data: ${JSON.stringify(begun)}\n\n`);
		await withServer(answer, async (server) => {
			const onChunk = () => responses.forEach(end);
			const failure = await failureOf(follow(clientFor(server), REQUEST, onChunk));
			expect(failure.kind).toBe('network');
		});
	});

	it('is a fault of the network when it is closed before the answer', async () => {
		await withServer(
			(response) => response.destroy(),
			async (server) => {
				const failure = await failureOf(clientFor(server).chat.create(REQUEST));
				expect(failure).toMatchObject({ kind: 'network', details: { code: 'UND_ERR_SOCKET' } });
			},
		);
	});

	it('is a fault of the network when a single answer breaks off', async () => {
		const answer: Answer = (response) => {
			response.writeHead(200, { 'content-type': 'application/json', 'content-length': '100' });
			response.write('{"id":', () => response.destroy());
		};
		await withServer(answer, async (server) => {
			const failure = await failureOf(clientFor(server).chat.create(REQUEST));
			expect(failure).toMatchObject({ kind: 'network', details: { status: 200 } });
		});
	});

	it('is a fault of the network when nobody listens', async () => {
		const { url, host } = await withServer(always(200, ''), (server) => Promise.resolve(server));
		const failure = await failureOf(clientFor({ url }).chat.create(REQUEST));
		expect(failure).toMatchObject({
			kind: 'network',
			message: `The server refused the connection (${host}, ECONNREFUSED)`,
			details: { code: 'ECONNREFUSED' },
		});
	});

	it('does not blame a certificate where the server does not speak TLS', async () => {
		await withServer(always(200, ''), async (server) => {
			const url = server.url.replace('http:', 'https:');
			const failure = await failureOf(clientFor({ url }).chat.create(REQUEST));
			expect(failure.kind).toBe('network');
			expect(failure.message).not.toContain('certificate');
		});
	});

	it('tells a server that does not speak HTTP', async () => {
		const sockets: Socket[] = [];
		const server = createServer((socket) => {
			sockets.push(socket);
			socket.on('error', () => {});
			socket.end('SSH-2.0-OpenSSH_9.6\r\n');
		});
		server.listen(0, '127.0.0.1');
		await once(server, 'listening');
		const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;
		const client = clientFor({ url: `http://${host}/v1` });
		try {
			const failure = await failureOf(client.chat.create(REQUEST));
			expect(failure.kind).toBe('malformed');
			expect(failure.message).toMatch(
				/^The server did not answer in HTTP \(127\.0\.0\.1:\d+, (HPE_|HTTPParserError)/,
			);
		} finally {
			sockets.forEach((socket) => socket.destroy());
			server.close();
		}
	});
});

describe('what the receiver of the chunks throws', () => {
	const mistakes = [
		{ what: 'an error', mistake: new TypeError('mine') },
		{ what: 'an error with a code', mistake: Object.assign(new Error('mine'), { code: 'EMINE' }) },
		{
			what: 'an error with a code in its cause',
			mistake: new Error('mine', { cause: Object.assign(new Error(), { code: 'ECONNRESET' }) }),
		},
	];

	it.each(mistakes)('comes through unchanged, given $what', async ({ mistake }) => {
		await withServer(streaming(sse(...EVENTS)), async (server) => {
			const request = follow(clientFor(server), REQUEST, () => {
				throw mistake;
			});
			await expect(request).rejects.toBe(mistake);
		});
	});

	it.each(mistakes)('comes through at the last chunk too, given $what', async ({ mistake }) => {
		await withServer(streaming(sse(...EVENTS)), async (server) => {
			const request = follow(clientFor(server), REQUEST, ({ deltas }) => {
				if (deltas.some(({ finishReason }) => finishReason)) throw mistake;
			});
			await expect(request).rejects.toBe(mistake);
		});
	});

	it('comes through where the answer was not streamed', async () => {
		const mistake = new TypeError('mine');
		const body = JSON.stringify({ choices: [{ message: { content: 'Hi' } }] });
		await withServer(always(200, body), async (server) => {
			const request = follow(clientFor(server), REQUEST, () => {
				throw mistake;
			});
			await expect(request).rejects.toBe(mistake);
		});
	});
});

describe('silence', () => {
	const silenceTimeoutMs = 50;

	it('before the answer is a time-out', async () => {
		await withServer(
			() => {},
			async (server) => {
				const client = clientFor(server, { silenceTimeoutMs });
				for (const request of [
					client.chat.create(REQUEST),
					follow(client, REQUEST, () => {}),
					client.models.list(),
				]) {
					expect(await failureOf(request)).toMatchObject({
						kind: 'timeout',
						message: `The server did not start to answer in time (${server.host}, UND_ERR_HEADERS_TIMEOUT)`,
						details: { code: 'UND_ERR_HEADERS_TIMEOUT' },
					});
				}
				expect(server.received).toHaveLength(3);
				await Promise.all(server.received.map(async ({ gone }) => await gone));
			},
		);
	});

	it('in the middle of a stream is a time-out', async () => {
		const { answer } = openAnswers(FIRST);
		await withServer(answer, async (server) => {
			const client = clientFor(server, { silenceTimeoutMs });
			const failure = await failureOf(follow(client, REQUEST, () => {}));
			expect(failure).toMatchObject({
				kind: 'timeout',
				message: `The server fell silent in the middle of its answer (${server.host}, UND_ERR_BODY_TIMEOUT)`,
				details: { status: 200, code: 'UND_ERR_BODY_TIMEOUT' },
			});
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('behind the last finish reason is the end of the answer', async () => {
		const { answer } = openAnswers(FIRST + LAST);
		await withServer(answer, async (server) => {
			const contents: Array<string | undefined> = [];
			await follow(clientFor(server, { silenceTimeoutMs }), REQUEST, ({ deltas }) =>
				contents.push(deltas[0]?.content),
			);
			expect(contents).toEqual(['Hi', '']);
		});
	});

	it('in the middle of an error is the error', async () => {
		const answer: Answer = (response) => {
			response.writeHead(503, { 'content-type': 'text/plain' }).write('Overl');
		};
		await withServer(answer, async (server) => {
			const client = clientFor(server, { silenceTimeoutMs });
			const failure = await failureOf(client.chat.create(REQUEST));
			expect(failure).toBeInstanceOf(ApiError);
			expect(failure).toMatchObject({ kind: 'status', details: { status: 503 } });
		});
	});
});
