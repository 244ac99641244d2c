import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import { JSON_TYPE, EVENTS_TYPE, hangUp, wholeStream } from './answers';
import type { Answer, Fault } from './fault';
import { ENDINGS, jsonWith, wholeJson } from './jsonEndings';

const ENCODERS = { gzip: gzipSync, deflate: deflateSync, br: brotliCompressSync };

/** Answers of servers that do something wrong, but answer: asking again would be billed again. */
export const WHOLE_ANSWERS: Fault[] = [
	...ENDINGS.map((ending) => ({
		name: `whole JSON, then ${ending.name}`,
		answer: jsonWith(ending, 1),
		maxRetries: 2,
	})),
	{ name: 'JSON with a byte order mark', answer: json((text) => `\uFEFF${text}`), maxRetries: 2 },
	{ name: 'JSON without a content type', answer: json((text) => text, {}), maxRetries: 2 },
	{
		name: 'JSON called plain text, behind blanks',
		answer: json((text) => ` \n${text}`, { 'content-type': 'text/plain' }),
		maxRetries: 2,
	},
	...Object.entries(ENCODERS).map(([encoding, encode]) => ({
		name: `${encoding} that was not asked for`,
		answer: compressed(encoding, encode),
		maxRetries: 2,
	})),
	{
		name: 'whole JSON under gzip, then a hang-up',
		answer: async ({ request, response }) => {
			response.writeHead(200, { 'content-type': JSON_TYPE, 'content-encoding': 'gzip' });
			await new Promise((sent) => response.write(gzipSync(wholeJson(request)), sent));
			hangUp(response);
		},
		maxRetries: 2,
	},
];

function json(
	change: (text: string) => string,
	headers: Record<string, string> = { 'content-type': JSON_TYPE },
): Answer {
	return ({ request, response }) => {
		response.writeHead(200, headers).end(change(wholeJson(request)));
	};
}

/** As a stream where one was asked for. */
function compressed(encoding: string, encode: (text: string) => Buffer): Answer {
	return ({ request, response }) => {
		const isStream = request.stream === true;
		const type = isStream ? EVENTS_TYPE : JSON_TYPE;
		response.writeHead(200, { 'content-type': type, 'content-encoding': encoding });
		response.end(encode(isStream ? wholeStream(request) : wholeJson(request)));
	};
}
