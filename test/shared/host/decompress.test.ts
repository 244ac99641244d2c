import { createGzip, gzipSync } from 'node:zlib';

import type { ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { event, EVENTS, sse, token } from '../../support/recordings';
import { clientFor, failureOf, withServer, type Answer, follow } from '../../support/server';

const REQUEST: ChatCompletionRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const HEADERS = { 'content-type': 'application/json', 'content-encoding': 'gzip' };
const STREAM = { ...HEADERS, 'content-type': 'text/event-stream' };
const FIRST = `data: ${JSON.stringify(event([token('Hi')]))}\n\n`;
const LAST = `data: ${JSON.stringify(event([token('!', { finish_reason: 'stop' })]))}\n\n`;

const zipped =
	(status: number, body: string | Buffer): Answer =>
	(response) =>
		response.writeHead(status, HEADERS).end(gzipSync(body));

it('gives the chunks of a compressed stream as they come, and keeps the connection', async () => {
	let goOn = () => {};
	const answer: Answer = (response) => {
		response.writeHead(200, STREAM);
		const zip = createGzip();
		zip.pipe(response);
		zip.write(FIRST);
		zip.flush();
		goOn = () => void zip.end(LAST + sse());
	};
	await withServer(answer, async (server) => {
		const client = clientFor(server);
		for (let count = 0; count < 2; count++) {
			const contents: Array<string | undefined> = [];
			await follow(client, REQUEST, ({ deltas: [delta] }) => {
				contents.push(delta?.content);
				if (contents.length === 1) goOn();
			});
			expect(contents).toEqual(['Hi', '!']);
		}
		expect(server.connections()).toBe(1);
	});
});

it.each([
	{ what: 'behind the finish reason', text: FIRST + LAST, kind: undefined },
	{ what: 'in the middle', text: FIRST, kind: 'network' },
])('reads all that came of a compressed stream that breaks off $what', async ({ text, kind }) => {
	const answer: Answer = (response) => {
		const [zip, end] = [createGzip(), () => response.socket?.resetAndDestroy()];
		response.writeHead(200, STREAM);
		zip.on('data', (piece: Buffer) => response.write(piece));
		zip.write(text);
		zip.flush(() => response.write('', () => setImmediate(end)));
	};
	await withServer(answer, async (server) => {
		let read = '';
		const request = follow(clientFor(server), REQUEST, ({ deltas: [delta] }) => {
			read += delta?.content ?? '';
		});
		if (kind) expect(await failureOf(request)).toMatchObject({ kind });
		else await request;
		expect(read).toBe(kind ? 'Hi' : 'Hi!');
	});
});

it('tells a compressed answer that ends before its end', async () => {
	const answer: Answer = (response) => {
		response.writeHead(200, STREAM).end(gzipSync(sse(...EVENTS)).subarray(0, -20));
	};
	await withServer(answer, async (server) => {
		const failure = await failureOf(clientFor(server).chat.create(REQUEST));
		expect(failure).toMatchObject({ kind: 'network', details: { code: 'Z_BUF_ERROR' } });
	});
});

it('reads a compressed error', async () => {
	await withServer(zipped(400, '{"error":{"message":"No such field"}}'), async (server) => {
		const failure = await failureOf(clientFor(server).models.list());
		expect(failure).toMatchObject({ kind: 'status', message: 'No such field' });
	});
});

it('tells the status of an error in a compression that is not known', async () => {
	const answer: Answer = (response) => {
		response.writeHead(400, { ...HEADERS, 'content-encoding': 'zstd' }).end('?');
	};
	await withServer(answer, async (server) => {
		const failure = await failureOf(clientFor(server).models.list());
		expect(failure.message).toBe('The server answered with status 400');
	});
});

it('counts the bytes of an answer behind its compression', async () => {
	await withServer(zipped(200, Buffer.alloc(130 * 1024 * 1024, ' ')), async (server) => {
		const failure = await failureOf(clientFor(server).chat.create(REQUEST));
		expect(failure).toMatchObject({
			kind: 'tooLarge',
			message: 'The answer is larger than 128 MB',
		});
	});
});
