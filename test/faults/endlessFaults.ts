import type { ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

import { beginStream, chunk, event, JSON_TYPE } from './answers';
import { alike, type Answer, type Expected, type Fault } from './fault';

/** In seconds. Long enough for the items that get an answer, also where the machine is busy. */
const TIMEOUT = 5;

/** In ms. Often enough that the server never falls silent. */
const EVERY = 250;

const IDLE: Expected = {
	kind: 'timeout',
	status: 200,
	code: 'NO_PROGRESS',
	attempts: 1,
	says: 'The server kept the connection alive but sent nothing of its answer in time ({host}, NO_PROGRESS).',
	advice: /raise Requests > Timeout/,
};
const TOO_LONG: Expected = {
	kind: 'timeout',
	status: 200,
	code: 'TOTAL_TIMEOUT',
	attempts: 1,
	says: 'The request took longer than Requests > Total Timeout allows ({host}, TOTAL_TIMEOUT).',
	advice: /Raise Requests > Total Timeout/,
};

/** Begins an answer and repeats something for as long as somebody listens. */
function endless(begin: (response: ServerResponse) => void, piece: string): Answer {
	return async ({ response }) => {
		begin(response);
		while (!response.destroyed) {
			response.write(piece);
			await delay(EVERY);
		}
	};
}

function beginJson(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': JSON_TYPE }).write('{"choices":[');
}

function beginAnswer(response: ServerResponse): void {
	beginStream(response);
	response.write(event(chunk('Ans')));
}

const streamed = (name: string, answer: Answer): Fault => ({
	name,
	answer,
	maxRetries: 0,
	timeout: TIMEOUT,
	on: IDLE,
});

/** Servers that never fall silent and never come to an end. */
export const ENDLESS_FAULTS: Fault[] = [
	streamed('comments without end', endless(beginAnswer, ': ping\n\n')),
	streamed(
		'empty pieces without end',
		endless(beginAnswer, event({ choices: [{ index: 0, delta: { content: '' } }] })),
	),
	alike(
		{
			name: 'blanks without end',
			answer: endless(beginJson, ' \n'),
			maxRetries: 0,
			timeout: TIMEOUT,
		},
		IDLE,
	),
	alike(
		{
			name: 'status 103 without end',
			answer: async ({ response }) => {
				while (!response.destroyed) {
					response.writeEarlyHints({ link: '</style.css>; rel=preload' });
					await delay(EVERY);
				}
			},
			maxRetries: 0,
			timeout: TIMEOUT,
		},
		{
			kind: 'timeout',
			code: 'UND_ERR_HEADERS_TIMEOUT',
			attempts: 1,
			says: 'The server did not start to answer in time ({host}, UND_ERR_HEADERS_TIMEOUT).',
			advice: /raise Requests > Timeout/,
		},
	),
	{
		name: 'tokens without end',
		answer: endless(beginAnswer, event(chunk('wer'))),
		maxRetries: 2,
		totalTimeout: TIMEOUT,
		on: TOO_LONG,
	},
	alike(
		{
			name: 'JSON without end',
			answer: endless(beginJson, '{},'),
			maxRetries: 2,
			totalTimeout: TIMEOUT,
		},
		TOO_LONG,
	),
];
