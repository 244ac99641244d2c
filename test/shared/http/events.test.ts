import * as fc from 'fast-check';

import { EventStreamDecoder, type ServerSentEvent } from '../../../nodes/shared/http/events';
import { cut } from '../../support/recordings';

/** The data of all events, with the stream fed in the given pieces. */
function decode(pieces: Iterable<Uint8Array>): string[] {
	const decoder = new EventStreamDecoder();
	return Array.from(pieces, (piece) => dataOf(decoder.feed(piece))).flat();
}

function dataOf(events: ServerSentEvent[]): string[] {
	return events.map(({ data }) => data);
}

function decodeText(text: string): string[] {
	return decode([Buffer.from(text)]);
}

it('tells the name of an event where it has one', () => {
	const stream = Buffer.from('event: error\ndata: a\n\ndata: b\n\n');
	expect(new EventStreamDecoder().feed(stream)).toEqual([
		{ data: 'a', name: 'error' },
		{ data: 'b', name: undefined },
	]);
});

it('takes a field with the name error for an event of that name', () => {
	const stream = Buffer.from('data: a\n\nerror: {"code":400}\n\ndata: b\n\n');
	expect(new EventStreamDecoder().feed(stream)).toEqual([
		{ data: 'a', name: undefined },
		{ data: '{"code":400}', name: 'error' },
		{ data: 'b', name: undefined },
	]);
});

it('reads no more lines of errors than of other fields that are unknown', () => {
	const stream = Buffer.from('error: x\n'.repeat(10_001));
	expect(() => new EventStreamDecoder().feed(stream)).toThrow('no events');
});

it.each([
	{ what: 'nothing', stream: 'data: a\n\n', rest: undefined },
	{ what: 'nothing of a comment', stream: 'data: a\n\n: b', rest: undefined },
	{ what: 'half of a line', stream: 'data: a\n\ndata: b', rest: 'b' },
	{ what: 'a line', stream: 'data: a\n\ndata: b\n', rest: 'b' },
	{ what: 'a line with its end in doubt', stream: 'data: a\n\ndata: b\r', rest: 'b' },
	{ what: 'half of a character as none', stream: 'data: a\n\ndata: bé', cut: 1, rest: 'b' },
])('tells at the end of a stream what was cut off: $what', ({ stream, cut: less = 0, rest }) => {
	const decoder = new EventStreamDecoder();
	const bytes = Buffer.from(stream);
	const events = decoder.feed(bytes.subarray(0, bytes.length - less));
	expect([decoder.end()?.data, dataOf(events)]).toEqual([rest, ['a']]);
});

it.each([
	{ what: 'an event', stream: 'data: a\n\n', data: ['a'] },
	{ what: 'events', stream: 'data: a\n\ndata: b\n\n', data: ['a', 'b'] },
	{ what: 'an event without space', stream: 'data:a\n\n', data: ['a'] },
	{ what: 'only the first space as no data', stream: 'data:  a \n\n', data: [' a '] },
	{ what: 'data of several lines', stream: 'data: a\ndata: b\n\n', data: ['a\nb'] },
	{ what: 'CRLF', stream: 'data: a\r\ndata: b\r\n\r\ndata: c\r\n\r\n', data: ['a\nb', 'c'] },
	{ what: 'CR', stream: 'data: a\rdata: b\r\rdata: c\r\r:\r', data: ['a\nb', 'c'] },
	{
		what: 'mixed line ends',
		stream: 'data: a\r\n\ndata: b\n\r\ndata: c\r\r\n',
		data: ['a', 'b', 'c'],
	},
	{ what: 'nothing in comments', stream: ': keep-alive\n\n:\n\ndata: a\n\n', data: ['a'] },
	{ what: 'an event around a comment', stream: 'data: a\n: x\ndata: b\n\n', data: ['a\nb'] },
	{ what: 'nothing in blank lines', stream: '\n\n\r\n\ndata: a\n\n\n\n', data: ['a'] },
	{
		what: 'an event with other fields',
		stream: 'event: m\nid: 1\nretry: 5\nfoo: x\ndata: a\n\n',
		data: ['a'],
	},
	{ what: 'a byte order mark as nothing', stream: '\uFEFFdata: a\n\n', data: ['a'] },
	{ what: 'empty data', stream: 'data:\n\n', data: [''] },
	{ what: 'no event without its closing blank line', stream: 'data: a\n\ndata: b\n', data: ['a'] },
	{
		what: 'separators that JSON may hold as text',
		stream: 'data: a\u2028b\u2029c\u0085d\n\n',
		data: ['a\u2028b\u2029c\u0085d'],
	},
])('reads $what', ({ stream, data }) => {
	expect(decodeText(stream)).toEqual(data);
});

it('hands over an event as soon as it is complete', () => {
	const decoder = new EventStreamDecoder();
	expect(decoder.feed(Buffer.from('data: a\n'))).toEqual([]);
	expect(dataOf(decoder.feed(Buffer.from('\ndata: b')))).toEqual(['a']);
});

it('gives the same events however the bytes are cut', () => {
	const line = fc.string({ unit: 'grapheme' }).map((text) => text.replace(/[\r\n]/g, ''));
	const ends = fc.constantFrom('\n', '\r\n', '\r');
	const block = fc.oneof(
		fc.record({
			lines: fc.array(line, { minLength: 1, maxLength: 3 }),
			comment: fc.constant(false),
		}),
		fc.record({
			lines: fc.array(line, { minLength: 1, maxLength: 1 }),
			comment: fc.constant(true),
		}),
	);
	fc.assert(
		fc.property(fc.array(block), ends, fc.array(fc.nat()), (blocks, end, positions) => {
			const stream = blocks
				.map(({ lines, comment }) =>
					[...lines.map((text) => `${comment ? ': ' : 'data: '}${text}${end}`), end].join(''),
				)
				.join('');
			// A lone CR at the very end may still be the first half of a CRLF.
			const bytes = Buffer.from(`${stream}:${end}`);
			const pieces = cut(
				bytes,
				positions.map((position) => position % bytes.length),
			);
			const data = blocks.filter(({ comment }) => !comment).map(({ lines }) => lines.join('\n'));
			expect(decode(pieces)).toEqual(data);
		}),
	);
});

describe('an event that does not end', () => {
	const MB = 1024 * 1024;
	const TOO_LARGE = expect.objectContaining({
		name: 'ApiError',
		kind: 'tooLarge',
		message: 'One event of the stream is larger than 32 MB',
	}) as Error;

	it.each([
		{ what: 'in one line', piece: Buffer.alloc(MB, 'x') },
		{ what: 'in many lines', piece: Buffer.from(`\ndata: ${'x'.repeat(MB - 7)}`) },
	])('is given up above 32 MB, $what', ({ piece }) => {
		const decoder = new EventStreamDecoder();
		expect(decoder.feed(Buffer.from('data: '))).toEqual([]);
		for (let fed = 0; fed < 31; fed++) expect(decoder.feed(piece)).toEqual([]);
		expect(() => {
			decoder.feed(piece);
			decoder.feed(piece);
		}).toThrow(TOO_LARGE);
	});

	it('does not count what came before it', () => {
		const decoder = new EventStreamDecoder();
		const event = Buffer.from(`data: ${'x'.repeat(20 * MB)}\n\n`);
		const lengths = [event, event].map((piece) => decoder.feed(piece)[0]?.data.length);
		expect(lengths).toEqual([20 * MB, 20 * MB]);
	});
});
