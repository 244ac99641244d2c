import type { ServerResponse } from 'node:http';

import { createModelFetch } from '../../../nodes/LmChatTogetherAi/modelFetch';
import { ApiError } from '../../../nodes/shared/http/errors';
import { RequestFailed } from '../../../nodes/shared/run/withRetries';
import { clientFor, withServer, type Answer } from '../../support/server';

const REQUEST = { model: 'a/b', messages: [{ role: 'user' as const, content: 'Hi' }] };
const MB = 1024 * 1024;

/** Sends the same text as long as somebody listens. */
function endless(type: string, beginning: string, text: string, maxBytes = Infinity): Answer {
	return (response) => {
		response.writeHead(200, { 'content-type': type });
		response.write(beginning);
		const piece = Buffer.from(text.repeat(Math.ceil(MB / 4 / text.length)));
		let sent = 0;
		const send = () => {
			while (!response.destroyed && sent < maxBytes) {
				sent += piece.length;
				if (!response.write(piece)) return void response.once('drain', send);
			}
			if (!response.destroyed) response.end('}');
		};
		send();
	};
}

const event = (choice: object) =>
	`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`;
const stream = (text: string) => endless('text/event-stream', '', text);

/** Answers without end, and how many are asked for at the same time. */
export const ENDLESS: Record<string, { answer: Answer; requests?: number; asks?: typeof ask }> = {
	'a stream of tokens': { answer: stream(event({ delta: { content: 'wer ' } })) },
	'a stream of tool calls': {
		answer: stream(
			event({ delta: { tool_calls: [{ index: 0, function: { name: 'f', arguments: '1' } }] } }),
		),
	},
	'a stream of log probabilities': {
		answer: stream(event({ delta: { content: 'a' }, logprobs: -0.123_456_7 })),
	},
	'a stream of fields that nobody knows': {
		answer: stream(event({ delta: { details: [{ a: 'b' }] } })),
	},
	'a stream of tokens for the chat model': {
		answer: stream(event({ delta: { content: 'wer ' } })),
		asks: askModel,
	},
	'JSON that is too large together': {
		answer: endless('application/json', '{"choices":[]', ' ', 100 * MB),
		requests: 3,
	},
};

async function ask(url: string): Promise<unknown> {
	const chat = clientFor({ url }).chat;
	return await chat.complete(REQUEST, { signal: new AbortController().signal });
}

async function askModel(url: string): Promise<unknown> {
	const body = JSON.stringify({ ...REQUEST, stream: true });
	const response = await createModelFetch(clientFor({ url }))(url, { body });
	return (await response.arrayBuffer()).byteLength;
}

function failureOf(error: unknown): string {
	const reason = error instanceof RequestFailed ? error.reason : error;
	return reason instanceof ApiError ? `${reason.kind}: ${reason.message}` : String(reason);
}

/** Asks for such answers in a process with little memory, and tells what came of each. See `endless.test.ts`. */
async function main(name: string): Promise<void> {
	const { answer, requests = 1, asks = ask } = ENDLESS[name] ?? { answer: noAnswer };
	const told = await withServer(answer, async ({ url }) => {
		const all = Array.from({ length: requests }, async () => await asks(url));
		return await Promise.all(all.map(async (one) => await one.then(String, failureOf)));
	});
	process.stdout.write(JSON.stringify(told));
}

function noAnswer(response: ServerResponse): void {
	response.destroy();
}

if (require.main === module) void main(process.argv[2] ?? '');
