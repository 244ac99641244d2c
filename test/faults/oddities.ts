import { beginStream, chunk, event, wholeStream } from './answers';
import type { Answer } from './fault';
import { answerOf } from './node';

/** Text of every length that UTF-8 has. */
export const TEXT = 'aé€😀 ';

/** Streams that look unusual and are right all the same. */
export const ODDITIES: Array<{ name: string; answer: Answer }> = [
	{ name: 'every byte sent as a write of its own', answer: piecewise(1, (events) => events) },
	{ name: 'three bytes at a time, characters cut', answer: piecewise(3, (events) => events) },
	{
		name: 'lines that end in CRLF',
		answer: piecewise(7, (events) => events.replaceAll('\n', '\r\n')),
	},
	{ name: 'lines that end in CR', answer: piecewise(7, (events) => events.replaceAll('\n', '\r')) },
	{
		name: 'comments and keep-alives between events',
		answer: piecewise(
			50,
			(events) => `: hello\n\n${events.replaceAll('\n\n', '\n\n: ping\n\n:\n\n')}`,
		),
	},
	{
		name: 'event names, ids and retry times',
		answer: piecewise(50, (events) =>
			events.replaceAll('data:', 'event: x\nid: 7\nretry: 9\ndata:'),
		),
	},
	{
		name: 'no space after the colon',
		answer: piecewise(50, (events) => events.replaceAll(': {', ':{')),
	},
	{ name: 'a byte order mark', answer: piecewise(1, (events) => `\uFEFF${events}`) },
	{
		name: 'a finish reason and no [DONE]',
		answer: piecewise(50, (events) => events.replace('data: [DONE]\n\n', '')),
	},
	{
		name: 'no blank line after [DONE]',
		answer: piecewise(50, (events) => events.replace('[DONE]\n\n', '[DONE]\n')),
	},
	{
		name: 'noise after [DONE]',
		answer: piecewise(50, (events) => `${events}data: {"error": "too late"}\n\n<p>`),
	},
	{ name: 'an event of 1 MB', answer: piecewise(65_536, (events) => large() + events) },
	{
		name: 'a reset after the finish reason',
		answer: async ({ request, response }) => {
			beginStream(response);
			const events = withText(request).replace('data: [DONE]\n\n', '');
			await new Promise((sent) => response.write(events, sent));
			response.socket?.resetAndDestroy();
		},
	},
	{
		name: 'a connection that stays open after [DONE]',
		answer: ({ request, response }) => {
			beginStream(response);
			response.write(withText(request));
		},
	},
];

function withText(body: unknown): string {
	return event(chunk(TEXT)) + wholeStream(body);
}

/** An event with a long field that is of no interest. */
function large(): string {
	return event({ ...chunk(''), padding: 'x'.repeat(1024 * 1024) });
}

/** The answer with its text changed and sent so many bytes at a time, each write awaited. */
function piecewise(size: number, change: (events: string) => string): Answer {
	return async ({ request, response }) => {
		beginStream(response);
		response.socket?.setNoDelay(true);
		const bytes = Buffer.from(change(withText(request)));
		for (let at = 0; at < bytes.length; at += size) {
			const piece = bytes.subarray(at, at + size);
			await new Promise((sent) => response.write(piece, sent));
			// Gives the other side, which lives in the same process, a turn to read it.
			await new Promise((next) => setImmediate(next));
		}
		response.end();
	};
}

export function expectedText(item: number): string {
	return TEXT + answerOf({ messages: [{ role: 'user', content: `secret number ${item}` }] });
}
