import type { ServerResponse } from 'node:http';

import type { Answer } from './fault';
import { answerOf, MODEL } from './node';

export const JSON_TYPE = 'application/json; charset=utf-8';
export const EVENTS_TYPE = 'text/event-stream; charset=utf-8';

/** An answer with a status, a JSON object or a text, and headers. */
export function answer(
	status: number,
	body: object | string = '',
	headers: Record<string, string> = {},
): Answer {
	return ({ response }) => {
		const isText = typeof body === 'string';
		const type = isText ? 'text/html; charset=utf-8' : JSON_TYPE;
		response.writeHead(status, { 'content-type': type, ...headers });
		response.end(isText ? body : JSON.stringify(body));
	};
}

/** An error body as the API writes it. */
export function apiError(message: string, fields: Record<string, string | null> = {}): object {
	const error = { message, type: 'invalid_request_error', param: null, code: null, ...fields };
	return { error };
}

/** One chunk of a streamed answer. */
export function chunk(content: string, finishReason: string | null = null): object {
	const delta = { role: 'assistant', content };
	const choice = { index: 0, delta, finish_reason: finishReason };
	return { id: 'gen-1', object: 'chat.completion.chunk', model: MODEL, choices: [choice] };
}

/** A chunk with the beginning of a tool call, by default half of it, and the finish reason that the API tells that early. */
export function halfCall(given = '{"to":"Ann","amount":1'): object {
	const called = { name: 'pay', arguments: given };
	const delta = { tool_calls: [{ index: 0, id: 'c1', type: 'function', function: called }] };
	const choice = { index: 0, delta, finish_reason: 'tool_calls' };
	return { id: 'gen-1', object: 'chat.completion.chunk', model: MODEL, choices: [choice] };
}

/** A whole completion. */
export function completion(content: string, finishReason = 'stop'): object {
	const message = { role: 'assistant', content, tool_calls: [] };
	const choices = [{ index: 0, finish_reason: finishReason, message }];
	return { id: 'gen-1', object: 'chat.completion', created: 1, model: MODEL, choices, usage: null };
}

export function event(data: object | string): string {
	return `data: ${typeof data === 'string' ? data : JSON.stringify(data)}\n\n`;
}

/** The wanted answer to a request as an event stream, from its first byte to its last. */
export function wholeStream(body: unknown): string {
	const text = answerOf(body);
	const events = [chunk(text.slice(0, 3)), chunk(text.slice(3)), chunk('', 'stop'), '[DONE]'];
	return events.map(event).join('');
}

/** A stream of just these texts, properly ended by the server. */
export function stream(...texts: string[]): Answer {
	return ({ response }) => {
		beginStream(response);
		response.end(texts.join(''));
	};
}

export function beginStream(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': EVENTS_TYPE });
}

/** Sends half of what was asked for, as a stream or in one piece, and then does as told. */
export function halfThen(next: (response: ServerResponse) => void = () => {}): Answer {
	return async ({ request, response }) => {
		const isStream = request.stream === true;
		const text = isStream ? wholeStream(request) : JSON.stringify(completion(answerOf(request)));
		response.writeHead(200, { 'content-type': isStream ? EVENTS_TYPE : JSON_TYPE });
		await new Promise((sent) => response.write(text.slice(0, text.length / 2), sent));
		next(response);
	};
}

/** Resets the connection, as a crashed server or a firewall does. */
export function reset(response: ServerResponse): void {
	response.socket?.resetAndDestroy();
}

/** Closes the connection in an orderly way. */
export function hangUp(response: ServerResponse): void {
	response.socket?.destroy();
}

/** Writes bytes past HTTP. */
export function raw(bytes: string): Answer {
	return ({ response }) => void response.socket?.end(bytes);
}
