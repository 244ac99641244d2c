import type { Socket } from 'node:net';

import type { TogetherClient } from '../../../nodes/shared/client/client';
import type { ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { withRawServer } from '../../support/rawServer';
import { clientFor, failureOf, follow } from '../../support/server';

const REQUEST: ChatCompletionRequest = { model: 'm', messages: [{ role: 'user', content: 'Hi' }] };
const USAGE = { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 };
/** Several pieces, but no more than the system takes at once: the rest would be lost by a reset. */
const TEXT = 'é'.repeat(10_000);
const COMPLETION = JSON.stringify({
	id: 'o1',
	choices: [{ index: 0, finish_reason: 'stop', message: { role: 'assistant', content: TEXT } }],
	usage: USAGE,
});

const CALLS: Array<{
	call: string;
	body: string;
	wanted: object;
	ask: (client: TogetherClient, signal?: AbortSignal) => Promise<unknown>;
}> = [
	{
		call: 'a completion',
		body: COMPLETION,
		wanted: { choices: [{ message: { content: TEXT } }], usage: USAGE },
		ask: async (client, signal) => await client.chat.create(REQUEST, signal),
	},
	{
		call: 'a completion in place of a stream',
		body: COMPLETION,
		wanted: [{ deltas: [{ content: TEXT, finishReason: 'stop' }], usage: USAGE }],
		ask: async (client, signal) => {
			const chunks: unknown[] = [];
			await follow(client, REQUEST, (chunk) => chunks.push(chunk), signal);
			return chunks;
		},
	},
	{
		call: 'a list of models',
		body: JSON.stringify([{ id: 'a', type: 'chat', display_name: TEXT }, { id: 'b' }]),
		wanted: [{ id: 'a', displayName: TEXT }, { id: 'b' }],
		ask: async (client, signal) => await client.models.list(signal),
	},
];

const chunked = (text: string) =>
	`transfer-encoding: chunked\r\n\r\n${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`;
const tooLong = (text: string) => `content-length: ${COMPLETION.length * 3}\r\n\r\n${text}`;
const reset = (socket: Socket) => void socket.resetAndDestroy();
const finish = (socket: Socket) => void socket.end();
const leaveOpen = () => {};

const ENDINGS = [
	{ ending: 'a reset', frame: chunked, end: reset, kind: 'network' },
	{ ending: 'a reset before its length', frame: tooLong, end: reset, kind: 'network' },
	{ ending: 'a FIN before the last chunk', frame: chunked, end: finish, kind: 'network' },
	{ ending: 'a FIN before its length', frame: tooLong, end: finish, kind: 'network' },
	{ ending: 'an open body', frame: chunked, end: leaveOpen, kind: 'timeout' },
	{ ending: 'a length too large', frame: tooLong, end: leaveOpen, kind: 'timeout' },
	{
		ending: 'a body of no length left open',
		frame: (text: string) => `\r\n${text}`,
		end: leaveOpen,
		kind: 'timeout',
	},
];

const ROWS = ENDINGS.flatMap((ending) => CALLS.map((call) => ({ ...call, ...ending })));

/** Sends bytes under the given framing, and ends the connection once they are on their way. */
const sending = (text: string, frame: (text: string) => string, end: (socket: Socket) => void) => {
	const bytes = `HTTP/1.1 200 OK\r\ncontent-type: application/json\r\n${frame(text)}`;
	return (socket: Socket) => void socket.write(bytes, () => end(socket));
};

describe('whole JSON is the answer', () => {
	it.concurrent.each(ROWS)(
		'$call, then $ending',
		async ({ body, wanted, ask, frame, end }) => {
			await withRawServer(sending(body, frame, end), async (server) => {
				const client = clientFor(server, { silenceTimeoutMs: 600_000 });
				expect(await ask(client)).toMatchObject(wanted);
				expect(server.requests()).toBe(1);
			});
		},
		60_000,
	);

	it.each(CALLS)('after silence: $call', async ({ body, wanted, ask }) => {
		await withRawServer(sending(body, chunked, leaveOpen), async (server) => {
			const client = clientFor(server, { silenceTimeoutMs: 200 });
			expect(await ask(client)).toMatchObject(wanted);
		});
	});
});

describe('cut JSON is none', () => {
	it.concurrent.each(ROWS)(
		'$call, cut at a brace, then $ending',
		async ({ ask, frame, end, kind }) => {
			await withRawServer(sending('{"data":[{"id":"a"}', frame, end), async (server) => {
				const client = clientFor(server, { silenceTimeoutMs: 200 });
				expect(await failureOf(ask(client))).toMatchObject({ kind, details: { status: 200 } });
			});
		},
		60_000,
	);
});

it.each(CALLS)(
	'Stop is heard while the end of a body is waited for: $call',
	async ({ body, ask }) => {
		const abort = new AbortController();
		const stop = () => void setImmediate(() => abort.abort());
		await withRawServer(sending(body, chunked, stop), async (server) => {
			const client = clientFor(server, { silenceTimeoutMs: 600_000 });
			expect(await failureOf(ask(client, abort.signal))).toMatchObject({ kind: 'aborted' });
		});
	},
);
