import type { ServerResponse } from 'node:http';

import type { Exchange, Intercept } from '../../../sandbox/standIn';

/** What the model is made to say. */
export interface Line {
	content?: string;
	reasoning?: string;
	calls?: Call[];
	/** The request fails with this status instead. */
	failsWith?: number;
	/** Whether pieces of a streamed answer leave out whose they are, as some servers do. */
	hasNoRole?: boolean;
}

interface Message {
	role: string;
	content: string;
}

/** A call of a tool, as the model asks for it. */
export type Call = [id: string, name: string, args: object];

const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** The tokens of every scripted answer, as n8n shows them. */
export const TOKENS = { promptTokens: 10, completionTokens: 5, totalTokens: 15 };

/** A line that calls tools. */
export function calling(...calls: Call[]): Line {
	return { calls };
}

/** A line that fails, and may be asked for again soon. */
export function failing(status: number): Line {
	return { failsWith: status };
}

/** Gives the lines one after the other, in the order of the requests, in the API's own form. */
export function inTurn(...lines: Line[]): Intercept {
	return (exchange) => {
		const line = lines[exchange.index];
		if (!line) throw new Error(`Nothing was scripted for request ${exchange.index}`);
		return say(exchange, line);
	};
}

/** Gives each request the line that its last message asks for, whatever their order. */
export function answering(lineFor: (last: Message) => Line): Intercept {
	return (exchange) => {
		const { messages } = exchange.request as { messages: Message[] };
		const last = messages.at(-1);
		if (!last) throw new Error('Nothing was said');
		return say(exchange, lineFor(last));
	};
}

function say({ index, request, response }: Exchange, line: Line): true {
	if (line.failsWith !== undefined) return fail(response, line.failsWith);
	const head = { id: `o${index}`, created: 1, model: request['model'] };
	if (request['stream'] === true) stream(response, head, line);
	else sendWhole(response, head, line);
	return true;
}

function fail(response: ServerResponse, status: number): true {
	response.writeHead(status, { 'content-type': 'application/json', 'retry-after': '0' });
	const error = { message: `Failed with ${status}`, type: 'server_error', param: null, code: null };
	response.end(JSON.stringify({ error }));
	return true;
}

function sendWhole(response: ServerResponse, head: object, line: Line): void {
	const { content = null, reasoning, calls = [] } = line;
	const told = { role: 'assistant', content, tool_calls: calls.map(toCall) };
	const message = { ...told, ...(reasoning && { reasoning }) };
	const choices = [{ index: 0, finish_reason: reasonOf(line), logprobs: null, message }];
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage: USAGE }));
}

function stream(response: ServerResponse, head: object, line: Line): void {
	const send = (delta: object, finish_reason: string | null) => {
		const whose = line.hasNoRole ? {} : { role: 'assistant' };
		const choice = { index: 0, delta: { ...whose, content: '', ...delta }, finish_reason };
		const usage = finish_reason ? USAGE : null;
		response.write(`data: ${JSON.stringify({ ...head, choices: [choice], usage })}\n\n`);
	};
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	for (const piece of halves(line.reasoning)) send({ reasoning: piece }, null);
	for (const piece of halves(line.content)) send({ content: piece }, null);
	for (const [index, call] of (line.calls ?? []).entries()) {
		const { function: asked, ...rest } = toCall(call, index);
		const [start = '', end = ''] = halves(asked.arguments);
		send({ tool_calls: [{ ...rest, function: { name: asked.name, arguments: start } }] }, null);
		send({ tool_calls: [{ index, function: { arguments: end } }] }, null);
	}
	send({}, reasonOf(line));
	response.end('data: [DONE]\n\n');
}

function reasonOf({ calls }: Line): string {
	return calls ? 'tool_calls' : 'stop';
}

function toCall([id, name, args]: Call, index: number) {
	return { id, index, type: 'function', function: { name, arguments: JSON.stringify(args) } };
}

/** A text in two pieces, so that nothing can rely on getting it whole. */
function halves(text = ''): string[] {
	const middle = Math.ceil(text.length / 2);
	return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '');
}
