import { AnswerError } from './answerError';
import type { AnswerFormat } from './answerFormat';
import { toReplyMessage } from './conversation';
import { askWithTools, type ConnectedTool, type LoopResult } from './toolLoop';
import { addUsage } from './usage';
import type { ChatCompletion, ChatCompletionRequest } from '../api/types';

/** Everything needed to get one answer. */
export interface Question {
	request: ChatCompletionRequest;
	format: AnswerFormat;
	tools: ConnectedTool[];
	/** Rounds of tool calls, at most. */
	maxToolRounds: number;
	/** Whether to ask once more when the answer does not have the form that was asked for. */
	repairs: boolean;
}

/** An answer, and what it took to get it. */
export interface Answer extends LoopResult {
	/** The parsed JSON of each choice, where JSON was asked for. */
	data?: unknown[];
}

/**
 * Gets an answer: asks, lets the model use its tools, and reads the JSON it was asked for.
 * @throws {AnswerError} when the answer does not have the form that was asked for, and what `ask` throws
 */
export async function answerQuestion(
	question: Question,
	ask: (request: ChatCompletionRequest) => Promise<ChatCompletion>,
): Promise<Answer> {
	const { request, format, tools, maxToolRounds, repairs } = question;
	const result = await askWithTools(ask, request, tools, maxToolRounds);
	const { read } = format;
	if (!read) return result;
	const first = readAll(result, read);
	if (!(first instanceof AnswerError)) return first;
	if (!repairs) throw withUsage(first, result, 1);

	const again = await ask({ ...request, messages: repairMessages(request, result, first) });
	const repaired = { ...result, completion: again, usage: addUsage(result.usage, again.usage) };
	const second = readAll(repaired, read);
	if (second instanceof AnswerError) throw withUsage(second, repaired, 2);
	return second;
}

/** The answer with its data, or the first fault in it. */
function readAll(
	result: LoopResult,
	read: NonNullable<AnswerFormat['read']>,
): Answer | AnswerError {
	const data: unknown[] = [];
	for (const choice of result.completion.choices) {
		const parsed = read(choice);
		if (!parsed.ok) return parsed.fault;
		data.push(parsed.value);
	}
	return { ...result, data };
}

function repairMessages(
	{ messages }: ChatCompletionRequest,
	{ exchange, completion }: LoopResult,
	fault: AnswerError,
): ChatCompletionRequest['messages'] {
	const replies = completion.choices.slice(0, 1).map(({ message }) => toReplyMessage(message));
	const content = `${fault.message}. Answer again, with nothing but the corrected JSON.`;
	// A reply without content would be refused by the API.
	const said = replies.filter((reply) => reply.content);
	return [...messages, ...exchange, ...said, { role: 'user', content }];
}

function withUsage({ message, details }: AnswerError, { usage }: LoopResult, answers: number) {
	return new AnswerError(message, { ...details, usage, answers });
}
