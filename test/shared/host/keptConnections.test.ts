import type { Socket } from 'node:net';

import { HttpClient } from '../../../nodes/shared/http/httpClient';
import { jsonOf, runNode } from '../../support/runNode';
import { withRawServer } from '../../support/rawServer';
import { clientFor, failureOf, KEY } from '../../support/server';

const BODY = JSON.stringify({
	choices: [{ index: 0, message: { role: 'assistant', content: 'Hi' }, finish_reason: 'stop' }],
});
const ANSWER = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`;
const REQUEST = { model: 'm', messages: [{ role: 'user' as const, content: 'Hello' }] };

/** Answers so many requests on each connection; what comes after them meets what a test says. */
function keeping(answers: number, then: (socket: Socket) => void): (socket: Socket) => void {
	const answered = new WeakMap<Socket, number>();
	return (socket) => {
		const count = answered.get(socket) ?? 0;
		answered.set(socket, count + 1);
		if (count < answers) socket.write(ANSWER);
		else then(socket);
	};
}

const closes = (socket: Socket) => void socket.destroy();
const resets = (socket: Socket) => void socket.resetAndDestroy();

describe.each([
	{ how: 'closes', end: closes },
	{ how: 'resets', end: resets },
])('a server that $how connections it said it keeps', ({ end }) => {
	it.each([1, 3])('after %i answers loses no item, and no retry is used', async (answers) => {
		await withRawServer(keeping(answers, end), async ({ url }) => {
			const input = Array.from({ length: 60 }, (_, n) => ({ n }));
			const requests = { maxRetries: 0, maxConcurrency: 4, streaming: 'off' };
			const { items } = await runNode({ baseUrl: url, input, parameters: { requests } });
			expect(jsonOf(items).map(({ text }) => text)).toEqual(input.map(() => 'Hi'));
		});
	});

	it('is asked again once: a new connection that ends is a failure', async () => {
		let isUp = true;
		const answer = (socket: Socket) => (isUp ? socket.write(ANSWER) : end(socket));
		await withRawServer(answer, async (server) => {
			const client = clientFor(server);
			await client.chat.create(REQUEST);
			isUp = false;
			expect(await failureOf(client.chat.create(REQUEST))).toMatchObject({ kind: 'network' });
			expect(server.requests()).toBe(3);
			expect(await failureOf(client.chat.create(REQUEST))).toMatchObject({ kind: 'network' });
			expect(server.requests()).toBe(4);
		});
	});

	it('is not asked again once a byte of the answer came', async () => {
		const begins = (socket: Socket) => void socket.write('HTTP/1.1 2', () => closes(socket));
		await withRawServer(keeping(1, begins), async (server) => {
			const client = clientFor(server);
			await client.chat.create(REQUEST);
			expect(await failureOf(client.chat.create(REQUEST))).toMatchObject({ kind: 'network' });
			expect(server.requests()).toBe(2);
		});
	});

	it('is sent the bytes anew', async () => {
		await withRawServer(keeping(1, end), async (server) => {
			const client = new HttpClient(
				{ apiKey: KEY, baseUrl: server.url },
				{ silenceTimeoutMs: 90_000 },
			);
			let opened = 0;
			const open = () => {
				opened++;
				return { length: 3, bytes: bytes() };
			};
			for (let count = 0; count < 2; count++) {
				const response = await client.send({
					method: 'POST',
					path: '/files',
					body: { contentType: 'text/plain', open },
					accept: 'application/json',
				});
				await response.reading(async () => {
					while ((await response.pieces.next()) !== 'end');
				});
			}
			expect(opened).toBe(3);
			expect(server.requests()).toBe(3);
		});
	});
});

it('a kept connection on which the server falls silent is not asked again', async () => {
	await withRawServer(
		keeping(1, () => {}),
		async (server) => {
			const client = clientFor(server, { silenceTimeoutMs: 1_000 });
			await client.chat.create(REQUEST);
			expect(await failureOf(client.chat.create(REQUEST))).toMatchObject({ kind: 'timeout' });
			expect(server.requests()).toBe(2);
		},
	);
});

async function* bytes(): AsyncGenerator<Uint8Array> {
	yield await Promise.resolve(new TextEncoder().encode('abc'));
}
