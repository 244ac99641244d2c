import { PassThrough } from 'node:stream';

import { CompletionStream } from '../../../../nodes/shared/chat/stream/completionStream';
import { ResponseBody } from '../../../../nodes/shared/host/responseBody';
import { ApiError } from '../../../../nodes/shared/http/errors';
import { HttpResponse } from '../../../../nodes/shared/http/response';
import { event, token, USAGE } from '../../../support/recordings';

/** Nearly as long as a complete stream may be silent behind its finish reason, in ms. */
const A_WHILE = 4_000;

/** What keeps a connection open for longer than an incomplete one is waited for. */
const PINGS = Array<string>(10).fill(': ping\n\n');

const TOLD = { finish_reason: 'stop' };
const data = (choices: object[], rest: object = {}) =>
	`data: ${JSON.stringify(event(choices, rest))}\n\n`;
const args = (text: string) =>
	data([
		token('', {
			delta: { tool_calls: [{ index: 0, function: { arguments: text } }] },
			finish_reason: 'tool_calls',
		}),
	]);

/** Sends pieces, each a while after the one before, and tells what came of them. */
async function readSlowly(pieces: string[]): Promise<{ read: string; end: string }> {
	const body = new PassThrough();
	let read = '';
	const headers = { 'content-type': 'text/event-stream' };
	const response = { status: 200, headers, body: new ResponseBody(body, undefined, 'h') };
	const stream = new CompletionStream(new HttpResponse(response, undefined, String), 1);
	const follow = async () => {
		for await (const chunks of stream) {
			for (const { deltas } of chunks) {
				read += deltas[0]?.content || (deltas[0]?.toolCalls?.[0]?.arguments ?? '');
			}
		}
	};
	const reading = follow().then(
		() => 'complete',
		(error: unknown) => (error instanceof ApiError ? error.kind : String(error)),
	);
	for (const piece of pieces) {
		if (body.destroyed) break;
		body.write(piece);
		await untilRead(body);
		jest.advanceTimersByTime(A_WHILE);
	}
	if (!body.destroyed) body.end();
	return { read, end: await reading };
}

/** Resolves once a piece has been taken out of the body and been dealt with. */
async function untilRead(body: PassThrough): Promise<void> {
	do await new Promise((resolve) => setImmediate(resolve));
	while (body.readableLength > 0);
	await new Promise((resolve) => setImmediate(resolve));
}

describe('behind its last finish reason, a stream', () => {
	beforeEach(() => {
		jest.useFakeTimers({ doNotFake: ['setImmediate', 'nextTick', 'queueMicrotask'] });
	});

	afterEach(() => {
		jest.useRealTimers();
	});

	it('is read as long as arguments come', async () => {
		const pieces = ['{"a":', '"b', 'c', 'd', '"}'];
		expect(await readSlowly(pieces.map(args))).toEqual({ read: '{"a":"bcd"}', end: 'complete' });
	});

	it('is read as long as text comes', async () => {
		const pieces = ['a', 'b', 'c', 'd'].map((text) => data([token(text, TOLD)]));
		expect(await readSlowly(pieces)).toEqual({ read: 'abcd', end: 'complete' });
	});

	it('is waited for while arguments are missing, as for any other piece', async () => {
		const pings = Array<string>(3).fill(': ping\n\n');
		expect(await readSlowly([args('{"a":'), ...pings, args('1}')])).toEqual({
			read: '{"a":1}',
			end: 'complete',
		});
	});

	it('is not waited for without end when the arguments are no JSON', async () => {
		expect(await readSlowly([args('{"a":'), ...PINGS, args('1}')])).toEqual({
			read: '{"a":',
			end: 'truncated',
		});
	});

	it('is not waited for without end when no arguments come', async () => {
		const pieces = [args(''), ...PINGS, args('{"a":1}')];
		expect(await readSlowly(pieces)).toEqual({ read: '', end: 'truncated' });
	});

	it('is waited for while all arguments are missing', async () => {
		const pieces = [args(''), ': ping\n\n', ': ping\n\n', args('{"a":1}')];
		expect(await readSlowly(pieces)).toEqual({ read: '{"a":1}', end: 'complete' });
	});

	it('breaks off when it ends before the arguments do', async () => {
		expect(await readSlowly([args('{"a":'), args('"b')])).toEqual({
			read: '{"a":"b',
			end: 'truncated',
		});
	});

	it.each([
		{ what: 'comments', piece: ': ping\n\n' },
		{ what: 'empty events', piece: 'data:\n\n' },
		{ what: 'tokens used', piece: data([], { usage: USAGE }) },
	])('is not kept open by $what', async ({ piece }) => {
		const pieces = [data([token('a', TOLD)]), piece, piece, data([token('too late')])];
		expect(await readSlowly(pieces)).toEqual({ read: 'a', end: 'complete' });
	});
});
