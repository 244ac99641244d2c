import type { ServerResponse } from 'node:http';

import type { Exchange, Intercept } from '../../sandbox/standIn';

/** What the model is made to say in one choice. */
export interface Line {
	content?: string | null;
	reasoning?: string;
	reasoning_content?: string;
	calls?: Array<{ id: string; name: string; arguments: string }>;
	finishReason?: string;
	logprobs?: object;
}

/** One whole answer: the line of its only choice, or of each. */
export type Answer = Line | Line[];

/** The tokens of every scripted answer. */
export const USAGE = { prompt_tokens: 10, completion_tokens: 5, total_tokens: 15 };

/** The same tokens, as simplified items show them. */
export const TOKENS = { promptTokens: 10, completionTokens: 5, totalTokens: 15 };

/** Answers a chat request as the script says, streamed if the request asks for that. */
export function scripted(script: (exchange: Exchange) => Answer): Intercept {
	return (exchange) => {
		const answer = script(exchange);
		const lines = Array.isArray(answer) ? answer : [answer];
		const head = { id: `o${exchange.index}`, created: 1, model: exchange.request.model };
		if (exchange.request.stream === true) stream(exchange.response, head, lines);
		else sendWhole(exchange.response, head, lines);
		return true;
	};
}

/** Gives the answers one after the other, in the order of the requests. */
export function inTurn(...answers: Answer[]): Intercept {
	return scripted(({ index }) => {
		const answer = answers[index];
		if (answer === undefined) throw new Error(`No answer was scripted for request ${index}`);
		return answer;
	});
}

/** A line that calls tools. */
export function calling(...calls: Array<[id: string, name: string, args: object | string]>): Line {
	return {
		content: null,
		calls: calls.map(([id, name, args]) => ({
			id,
			name,
			arguments: typeof args === 'string' ? args : JSON.stringify(args),
		})),
		finishReason: 'tool_calls',
	};
}

function sendWhole(response: ServerResponse, head: object, lines: Line[]): void {
	const choices = lines.map(({ calls = [], finishReason = 'stop', logprobs, ...text }, index) => ({
		index,
		finish_reason: finishReason,
		logprobs: logprobs ?? null,
		message: { role: 'assistant', content: '', ...text, tool_calls: calls.map(toCall) },
	}));
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ ...head, object: 'chat.completion', choices, usage: USAGE }));
}

function stream(response: ServerResponse, head: object, lines: Line[]): void {
	const chunk = (choices: object[], usage: object | null) =>
		`data: ${JSON.stringify({ ...head, choices, usage })}\n\n`;
	response.writeHead(200, { 'content-type': 'text/event-stream' });
	lines.forEach((line, index) => {
		for (const delta of deltasOf(line)) response.write(chunk([{ index, delta }], null));
		const { finishReason = 'stop' } = line;
		response.write(chunk([{ index, delta: {}, finish_reason: finishReason }], null));
	});
	response.end(`${chunk([], USAGE)}data: [DONE]\n\n`);
}

function deltasOf({ content, reasoning, reasoning_content, calls = [] }: Line): object[] {
	return [
		...halves(reasoning).map((piece) => ({ reasoning: piece })),
		...halves(reasoning_content).map((piece) => ({ reasoning_content: piece })),
		...halves(content).map((piece) => ({ content: piece })),
		...calls.flatMap((call, index) => {
			const [start, end] = halves(call.arguments);
			return [
				{ tool_calls: [{ ...toCall({ ...call, arguments: start ?? '' }, index) }] },
				{ tool_calls: [{ index, function: { arguments: end ?? '' } }] },
			];
		}),
	];
}

function toCall({ id, name, arguments: args }: NonNullable<Line['calls']>[number], index: number) {
	return { id, index, type: 'function', function: { name, arguments: args } };
}

/** A text in two pieces, so that nothing can rely on getting it whole. */
function halves(text: string | null | undefined): string[] {
	if (!text) return [];
	const middle = Math.ceil(text.length / 2);
	return [text.slice(0, middle), text.slice(middle)].filter((piece) => piece !== '');
}
