import * as fc from 'fast-check';

import { ChunkReader } from '../../../../nodes/shared/chat/stream/chunkReader';
import { hasError } from '../../../../nodes/shared/http/errorBody';
import { ApiError, type ApiErrorKind } from '../../../../nodes/shared/http/errors';
import { cut, event, EVENTS, read, sse, TEXT, token, USAGE } from '../../../support/recordings';

const CONTENTS = ['Grüße', ' – 你好 ', '👩‍🚀\u2028', ''];

function readText(text: string) {
	return read([Buffer.from(text)]);
}

function errorOf(stream: string): ApiError {
	try {
		readText(stream);
	} catch (error) {
		if (error instanceof ApiError) return error;
		throw error;
	}
	throw new Error('The stream was taken for complete');
}

/** The events as streams that look different and mean the same. */
const [FIRST = {}, ...REST] = EVENTS;
const FORMS: Array<{ what: string; stream: string }> = [
	{ what: 'as recorded', stream: sse(...EVENTS) },
	{ what: 'with CRLF', stream: sse(...EVENTS).replaceAll('\n', '\r\n') },
	{ what: 'with CR', stream: sse(...EVENTS).replaceAll('\n', '\r') },
	{
		what: 'with comments and keep-alives',
		stream: `: ready\n\n${sse(...EVENTS).replaceAll('\n\n', '\n\n: ping\n\n\n')}`,
	},
	{
		what: 'with data of several lines',
		stream: `data: ${JSON.stringify(FIRST, null, 1).replaceAll('\n', '\ndata: ')}\n\n${sse(...REST)}`,
	},
	{ what: 'with a byte order mark', stream: `\uFEFF${sse(...EVENTS)}` },
	{ what: 'with empty events', stream: `data:\n\n${sse(...EVENTS)}` },
	{
		what: 'with names and ids',
		stream: sse(...EVENTS).replaceAll('data:', 'event: x\nid: 7\ndata:'),
	},
];

describe.each(FORMS)('a stream $what', ({ stream }) => {
	const bytes = Buffer.from(stream);

	it('gives its chunks', () => {
		const chunks = read([bytes]);
		const found = chunks.flatMap(({ deltas }) => deltas);
		expect(found.map(({ content }) => content)).toEqual(CONTENTS);
		expect(CONTENTS.join('')).toBe(TEXT);
		expect(chunks.at(-1)).toEqual({
			id: 'ogzjdpL-6Ng1vN',
			created: 1777411129,
			model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
			usage: USAGE,
			deltas: [
				{ index: 0, role: 'assistant', content: '', tokenId: 9906, finishReason: 'stop', seed: 42 },
			],
		});
	});

	it('gives the same chunks cut at any byte', () => {
		const whole = read([bytes]);
		for (let position = 0; position <= bytes.length; position++) {
			expect(read(cut(bytes, [position]))).toEqual(whole);
		}
	});

	it('gives the same chunks byte by byte', () => {
		expect(read(Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(read([bytes]));
	});

	it('gives the same chunks cut anywhere', () => {
		const whole = read([bytes]);
		fc.assert(
			fc.property(fc.array(fc.nat(bytes.length)), (positions) => {
				expect(read(cut(bytes, positions))).toEqual(whole);
			}),
		);
	});
});

describe('the end of a stream', () => {
	const [a, b] = [token('a'), token('b', { index: 1 })];
	const [aEnds, bEnds] = [
		token('', { finish_reason: 'stop' }),
		token('', { index: 1, finish_reason: 'length' }),
	];
	const withoutDone = (...events: object[]) => sse(...events).replace('data: [DONE]\n\n', '');

	it.each([
		{ what: '[DONE] and a finish reason', stream: sse(event([a]), event([aEnds])) },
		{ what: '[DONE] without a finish reason', stream: sse(event([a])) },
		{ what: '[DONE] by carriage returns', stream: sse(event([a])).replaceAll('\n', '\r') },
		{ what: 'words behind [DONE]', stream: sse(event([a])).replace('[DONE]', '[DONE] bye') },
		{ what: 'a finish reason without [DONE]', stream: withoutDone(event([a]), event([aEnds])) },
		{
			what: 'a finish reason for every choice',
			stream: withoutDone(event([a, b]), event([bEnds]), event([aEnds])),
		},
		{
			what: 'a finish reason, told twice',
			stream: withoutDone(event([a]), event([aEnds]), event([aEnds])),
		},
		{
			what: 'a finish reason before the last text',
			stream: withoutDone(event([aEnds]), event([a])),
		},
		{
			what: 'usage behind the finish reason',
			stream: withoutDone(event([aEnds]), event([], { usage: USAGE })),
		},
		{
			what: 'an event that is cut off behind the finish reason',
			stream: `${withoutDone(event([aEnds]))}data: {"id`,
		},
	])('is reached with $what', ({ stream }) => {
		expect(() => readText(stream)).not.toThrow();
	});

	it.each([
		{ what: 'text without an end', stream: withoutDone(event([a])) },
		{ what: 'one of two choices unfinished', stream: withoutDone(event([a, b]), event([aEnds])) },
		{ what: 'nothing at all', stream: '' },
		{ what: 'comments alone', stream: ': ping\n\n: ping\n\n' },
		{ what: 'usage alone', stream: withoutDone(event([], { usage: USAGE })) },
		{ what: 'an event that is cut off', stream: withoutDone(event([aEnds])).slice(0, -1) },
	])('is missed with $what', ({ stream }) => {
		expect(errorOf(stream)).toMatchObject({
			kind: 'truncated',
			message:
				'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came',
		});
	});

	it.each([
		{ what: '[DONE] alone', stream: sse() },
		{ what: '[DONE] behind usage alone', stream: sse(event([], { usage: USAGE })) },
	])('is no answer with $what', ({ stream }) => {
		expect(errorOf(stream)).toMatchObject({
			kind: 'malformed',
			message: 'The stream ended without a single choice',
		});
	});

	describe('behind tool calls, without [DONE]', () => {
		const piece = (call: object, rest: object = {}) =>
			token('', { delta: { tool_calls: [call] }, ...rest });
		const opens = (index: number) => ({
			index,
			id: `c${index}`,
			function: { name: 'f', arguments: '' },
		});
		const more = (text: string, index = 0) => ({ index, function: { arguments: text } });
		const TOLD = { finish_reason: 'tool_calls' };
		const told = event([token('', TOLD)]);
		const opened = event([piece(opens(0))]);

		it.each([
			{ what: 'all arguments', events: [opened, event([piece(more('{"a":1}'), TOLD)])] },
			{
				what: 'all arguments behind the finish reason',
				events: [opened, event([piece(more('{"a"'), TOLD)]), event([piece(more(':1}'), TOLD)])],
			},
			{
				what: 'all arguments of several calls',
				events: [
					event([piece(opens(0)), piece(opens(1))]),
					event([piece(more('{}', 1), TOLD), piece(more('{"a":1}'))]),
				],
			},
			{
				what: 'arguments that Max Tokens cut off',
				events: [opened, event([piece(more('{"a"'), { finish_reason: 'length' })])],
			},
		])('is reached with $what', ({ events }) => {
			expect(() => readText(withoutDone(...events))).not.toThrow();
		});

		it.each([
			{ what: 'half of the arguments', events: [opened, event([piece(more('{"a"'), TOLD)])] },
			{
				what: 'half of them, and the finish reason told again',
				events: [opened, event([piece(more('{"a"'), TOLD)]), told],
			},
			{ what: 'no arguments and the finish reason behind them', events: [opened, told] },
			{ what: 'no arguments in one event', events: [event([piece(opens(0), TOLD)])] },
			{
				what: 'no arguments in the last of two calls',
				events: [opened, event([piece(more('{}'), TOLD)]), event([piece(opens(1), TOLD)])],
			},
			{
				what: 'no arguments and another finish reason',
				events: [opened, event([token('', { finish_reason: 'stop' })])],
			},
			{
				what: 'the arguments of one of two calls',
				events: [
					event([piece(opens(0)), piece(opens(1))]),
					event([piece(more('{}', 1), TOLD), piece(more('{"a":'))]),
				],
			},
		])('is missed with $what', ({ events }) => {
			expect(errorOf(withoutDone(...events))).toMatchObject({
				kind: 'truncated',
				message:
					'The stream broke off in the middle of a tool call: its arguments are not complete and no [DONE] came',
			});
		});

		it('is left to the model with [DONE]', () => {
			expect(() => readText(sse(opened, event([piece(more('{"a"'), TOLD)])))).not.toThrow();
		});
	});

	describe('is in doubt', () => {
		const call = { index: 0, id: 'c0', function: { name: 'f', arguments: '{}' } };
		const delta = { tool_calls: [call] };
		const called = event([token('', { delta })]);
		const calledAndTold = event([token('', { delta, finish_reason: 'tool_calls' })]);
		const ends = withoutDone(event([a]), event([aEnds]));
		const usage = event([], { usage: USAGE });
		const thought = event([token('', { delta: { reasoning: 'hm' } })]);

		const isInDoubt = (stream: string) => {
			const reader = new ChunkReader();
			reader.feed(Buffer.from(stream));
			return reader.end()?.warnings !== undefined;
		};

		it.each([
			{ what: 'text', stream: withoutDone(event([aEnds]), event([a])) },
			{
				what: 'text of one of two choices',
				stream: withoutDone(event([aEnds, bEnds]), event([b])),
			},
			{ what: 'thoughts', stream: withoutDone(event([aEnds]), thought) },
			{ what: 'a tool call', stream: withoutDone(event([aEnds]), called) },
			{ what: 'half of an event', stream: `${ends}data: {"id` },
			{
				what: 'an event that does not end',
				stream: withoutDone(event([aEnds]), event([a])).trim(),
			},
			{ what: 'half of an event, and a line end in doubt', stream: `${ends}data: {"id":1}\r` },
		])('with $what behind the finish reason', ({ stream }) => {
			expect(isInDoubt(stream)).toBe(true);
		});

		it('with a tool call beside the finish reason, as another may follow', () => {
			expect(isInDoubt(withoutDone(calledAndTold))).toBe(true);
		});

		it.each([
			{ what: 'text', stream: sse(event([aEnds]), event([a])) },
			{ what: 'a tool call', stream: sse(calledAndTold) },
		])('no more once [DONE] came behind $what', ({ stream }) => {
			expect(isInDoubt(stream)).toBe(false);
		});

		it.each([
			{ what: 'a finish reason behind the text', stream: ends },
			{
				what: 'a finish reason beside the text',
				stream: withoutDone(event([token('a', { finish_reason: 'stop' })])),
			},
			{
				what: 'a finish reason told again behind the text',
				stream: withoutDone(event([aEnds]), event([a]), event([aEnds])),
			},
			{ what: 'a finish reason behind a call', stream: withoutDone(called, event([aEnds])) },
			{ what: 'usage behind the finish reason', stream: withoutDone(event([aEnds]), usage) },
			{ what: 'comments behind the finish reason', stream: `${ends}: ping\n\ndata:\n\n: pi` },
			{ what: 'half of [DONE]', stream: `${ends}data: [DO` },
			{ what: '[DONE] that does not end', stream: `${ends}data: [DONE]` },
		])('never with $what', ({ stream }) => {
			expect(isInDoubt(stream)).toBe(false);
		});
	});

	it('is told when [DONE] came, and what follows is not read', () => {
		const reader = new ChunkReader();
		const first = reader.feed(Buffer.from(`data: ${JSON.stringify(event([a]))}\n\n`));
		expect(reader.isDone).toBe(false);
		const last = reader.feed(Buffer.from(`data: [DONE]\n\n${sse(event([token('later')]))}`));
		expect(reader.isDone).toBe(true);
		reader.end();
		expect([...first, ...last].map(({ deltas }) => deltas[0]?.content)).toEqual(['a']);
	});
});

describe('what the reader tells of itself', () => {
	it('is empty until something came', () => {
		const reader = new ChunkReader();
		expect(reader.isEmpty).toBe(true);
		reader.feed(Buffer.from(':'));
		expect(reader.isEmpty).toBe(false);
	});

	it('is finished once every choice is', () => {
		const reader = new ChunkReader();
		const feed = (...choices: object[]) =>
			reader.feed(Buffer.from(`data: ${JSON.stringify(event(choices))}\n\n`));
		expect(reader.isFinished).toBe(false);
		feed(token('a'), token('b', { index: 1 }));
		expect(reader.isFinished).toBe(false);
		feed(token('', { finish_reason: 'stop' }));
		expect(reader.isFinished).toBe(false);
		feed(token('', { index: 1, finish_reason: 'stop' }));
		expect(reader.isFinished).toBe(true);
	});

	it('is complete once all arguments of a finished choice are there', () => {
		const reader = new ChunkReader();
		const feed = (text: string) => {
			const delta = { tool_calls: [{ index: 0, function: { arguments: text } }] };
			const choice = token('', { delta, finish_reason: 'tool_calls' });
			reader.feed(Buffer.from(`data: ${JSON.stringify(event([choice]))}\n\n`));
		};
		feed('{"a":');
		expect([reader.isFinished, reader.isComplete]).toEqual([true, false]);
		feed('1}');
		expect([reader.isFinished, reader.isComplete]).toEqual([true, true]);
	});

	it('has come no further with comments, empty events and usage', () => {
		const reader = new ChunkReader();
		reader.feed(Buffer.from(`data: ${JSON.stringify(event([token('a')]))}\n\n`));
		const { deltasRead } = reader;
		expect(deltasRead).toBe(1);
		const usage = JSON.stringify(event([], { usage: USAGE }));
		reader.feed(Buffer.from(`: ping\n\ndata:\n\ndata: ${usage}\n\n`));
		expect(reader.deltasRead).toBe(1);
	});
});

describe('an error inside a stream', () => {
	interface ErrorCase {
		what: string;
		stream: string;
		kind: ApiErrorKind;
		message: string;
		details?: object;
	}
	const NOTHING_SAID = 'The server reported an error without saying which';

	it.each<ErrorCase>([
		{
			what: 'an object',
			stream: sse(event([token('a')]), {
				error: { message: 'Overloaded', type: 'server_error', code: 503, param: null },
			}),
			kind: 'reported',
			message: 'Overloaded',
			details: { type: 'server_error', code: '503' },
		},
		{
			what: 'an object with a request id',
			stream: sse({ id: 'o7', error: { message: 'Overloaded' } }),
			kind: 'reported',
			message: 'Overloaded',
			details: { requestId: 'o7' },
		},
		{
			what: 'a text',
			stream: sse({ error: 'out of memory' }),
			kind: 'reported',
			message: 'out of memory',
		},
		{
			what: 'an empty object',
			stream: sse({ error: {} }),
			kind: 'reported',
			message: NOTHING_SAID,
		},
		{ what: 'an empty text', stream: sse({ error: '' }), kind: 'reported', message: NOTHING_SAID },
		{
			what: 'an empty message',
			stream: sse({ error: { message: '' } }),
			kind: 'reported',
			message: NOTHING_SAID,
		},
		{
			what: 'a finish reason of error',
			stream: sse(event([token('a', { finish_reason: 'error' })])),
			kind: 'reported',
			message: NOTHING_SAID,
		},
		{
			what: 'a finish reason of error with words',
			stream: sse(event([token('', { finish_reason: 'error' })], { message: 'engine died' })),
			kind: 'reported',
			message: 'engine died',
		},
		{
			what: 'an event of that name, without the key',
			stream: `event: error\ndata: {"message":"Engine lost the GPU","type":"server_error"}\n\n`,
			kind: 'reported',
			message: 'Engine lost the GPU',
			details: { type: 'server_error' },
		},
		{
			what: 'an event of that name, with the key',
			stream: `event: error\ndata: {"error":{"message":"Overloaded","code":503}}\n\n`,
			kind: 'reported',
			message: 'Overloaded',
			details: { code: '503' },
		},
		{
			what: 'an event of that name, in other words',
			stream: 'event: error\ndata: {"detail":"out of memory"}\n\n',
			kind: 'reported',
			message: 'out of memory',
		},
		{
			what: 'a field of that name, before [DONE]',
			stream: 'error: {"code":400,"message":"too long","type":"t"}\n\ndata: [DONE]\n\n',
			kind: 'reported',
			message: 'too long',
			details: { code: '400', type: 't' },
		},
		{
			what: 'a field of that name at the end, cut off behind it',
			stream: `${sse(event([token('Hi')])).replace('data: [DONE]', '')}error: {"message":"lost"}`,
			kind: 'reported',
			message: 'lost',
		},
		{
			what: 'an event of that name, in plain text',
			stream: 'event: error\ndata: out of memory\n\n',
			kind: 'reported',
			message: 'out of memory',
		},
		{
			what: 'an event of that name, with nothing in it',
			stream: 'event: error\ndata:\n\n',
			kind: 'reported',
			message: NOTHING_SAID,
		},
		{
			what: 'broken JSON',
			stream: 'data: {"id": "o1", "choi\n\n',
			kind: 'malformed',
			message: 'An event of the stream is not a JSON object: {"id": "o1", "choi',
		},
		{
			what: 'JSON that is no object',
			stream: 'data: [1, 2]\n\n',
			kind: 'malformed',
			message: 'An event of the stream is not a JSON object: [1, 2]',
		},
		{
			what: 'a page',
			stream: 'data: <html><body>Bad gateway</body></html>\n\n',
			kind: 'malformed',
			message: 'An event of the stream is not a JSON object: Bad gateway',
		},
	])('is told: $what', ({ stream, kind, message, details }) => {
		expect(errorOf(stream)).toMatchObject({ kind, message, ...(details && { details }) });
	});

	it('counts no healthy event as one', () => {
		const healthy = event([token('a', { finish_reason: 'stop' })], { error: null });
		expect(readText(sse(healthy))).toHaveLength(1);
	});

	it('hands over the chunks before it', () => {
		const reader = new ChunkReader();
		const chunks = reader.feed(Buffer.from(sse(event([token('a')]), { error: 'broken' })));
		expect(reader.failure).toEqual(new ApiError('reported', 'broken'));
		expect(chunks.map(({ deltas }) => deltas[0]?.content)).toEqual(['a']);
	});
});

it.each([
	{ body: { error: 'x' }, is: true },
	{ body: { error: {} }, is: true },
	{ body: { error: null }, is: false },
	{ body: { error: undefined }, is: false },
	{ body: {}, is: false },
	{ body: null, is: false },
	{ body: 'error', is: false },
	{ body: [{ error: 'x' }], is: false },
])('tells whether $body reports an error: $is', ({ body, is }) => {
	expect(hasError(body)).toBe(is);
});
