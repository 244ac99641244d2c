import { AnswerError } from './answerError';
import type { AnswerFormat } from './answerFormat';
import { toReplyMessage } from './conversation';
import { askWithTools, type ConnectedTool, type LoopResult } from './toolLoop';
import { addUsage } from './usage';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionRequest,
	ChatMessage,
} from '../api/types';

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
	const first = readAll(result.completion, read);
	if (first.ok) return { ...result, data: first.data };
	// What was cut off would be cut off again.
	const isCutOff = first.choice.finish_reason === 'length';
	if (!repairs || isCutOff) throw withUsage(first.fault, result, 1);

	const messages = [...request.messages, ...result.exchange, ...repairMessages(first)];
	const completion = await ask({ ...request, messages });
	const usage = addUsage(result.usage, completion.usage);
	const second = readAll(completion, read);
	if (second.ok) return { ...result, completion, usage, data: second.data };
	throw withUsage(second.fault, { usage }, 2);
}

interface Faulty {
	ok: false;
	fault: AnswerError;
	choice: ChatCompletionChoice;
}

/** The JSON of all choices, or the first fault in them. */
function readAll(
	{ choices }: ChatCompletion,
	read: NonNullable<AnswerFormat['read']>,
): { ok: true; data: unknown[] } | Faulty {
	const data: unknown[] = [];
	for (const choice of choices) {
		const parsed = read(choice);
		if (!parsed.ok) return { ok: false, fault: parsed.fault, choice };
		data.push(parsed.value);
	}
	return { ok: true, data };
}

/** Shows the model its answer and the fault in it. An answer without content the API would refuse. */
function repairMessages({ fault, choice }: Faulty): ChatMessage[] {
	const content = `${fault.message}. Answer again, with nothing but the corrected JSON.`;
	const reply = toReplyMessage(choice.message);
	return [...(reply.content ? [reply] : []), { role: 'user', content }];
}

function withUsage(
	{ message, details }: AnswerError,
	{ usage }: Pick<LoopResult, 'usage'>,
	answers: number,
): AnswerError {
	return new AnswerError(message, { ...details, usage, answers });
}
