import { AnswerError } from './answerError';
import type { AnswerFormat } from '../request/answerFormat';
import { toReplyMessage } from '../conversation';
import { Interrupted, type ReceivedChoice } from './progress';
import { splitThinking } from '../thinking';
import { askWithTools, type ConnectedTool, type LoopResult } from './toolLoop';
import { addUsage } from '../usage';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionRequest,
	ChatMessage,
} from '../types';

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
	/** What to warn of in its format. */
	formatWarnings?: string[];
}

/**
 * Gets an answer: asks, lets the model use its tools, and reads the JSON it was asked for.
 * @throws {AnswerError} when the answer does not have the form that was asked for, and what `ask` throws,
 * as {@link Interrupted} where something was done before
 */
export async function answerQuestion(
	question: Question,
	ask: (request: ChatCompletionRequest) => Promise<ChatCompletion>,
): Promise<Answer> {
	const { request, format, tools, maxToolRounds, repairs } = question;
	const result = await askWithTools(ask, request, tools, maxToolRounds);
	const { read } = format;
	if (!read) return withWarnings(result, format);
	const first = readAll(result.completion, read);
	if (first.ok) return withWarnings({ ...result, data: first.data }, format);
	// What was cut off would be cut off again.
	const isCutOff = first.choice.finish_reason === 'length';
	if (!repairs || isCutOff) throw answerError(first, result, 1);

	const messages = [...request.messages, ...result.exchange, ...repairMessages(first)];
	const completion = await ask({ ...request, messages }).catch((reason: unknown) => {
		throw new Interrupted(reason, answerError(first, result, 1).details);
	});
	const usage = addUsage(result.usage, completion.usage);
	const second = readAll(completion, read);
	if (second.ok) return withWarnings({ ...result, completion, usage, data: second.data }, format);
	throw answerError(second, { ...result, usage }, 2);
}

function withWarnings(answer: Answer, { warnings }: AnswerFormat): Answer {
	const formatWarnings = warnings?.(answer.completion.choices) ?? [];
	return formatWarnings.length > 0 ? { ...answer, formatWarnings } : answer;
}

interface Faulty {
	ok: false;
	fault: AnswerError;
	/** The choice that has the fault. */
	choice: ChatCompletionChoice;
	received: ReceivedChoice[];
}

/** The JSON of all choices, or the first fault in them and all that came. */
function readAll(
	{ choices }: ChatCompletion,
	read: NonNullable<AnswerFormat['read']>,
): { ok: true; data: unknown[] } | Faulty {
	const data: unknown[] = [];
	const received: ReceivedChoice[] = [];
	let faulty: Pick<Faulty, 'fault' | 'choice'> | undefined;
	for (const choice of choices) {
		const parsed = read(choice);
		if (parsed.ok) data.push(parsed.value);
		else faulty ??= { fault: parsed.fault, choice };
		received.push({
			choiceIndex: choice.index,
			text: splitThinking(choice.message).content,
			finishReason: choice.finish_reason,
			...(parsed.ok && { data: parsed.value }),
		});
	}
	return faulty ? { ok: false, ...faulty, received } : { ok: true, data };
}

/** Shows the model its answer and the fault in it. A blank answer the API would refuse. */
function repairMessages({ fault, choice }: Faulty): ChatMessage[] {
	const content = `${fault.message}. Answer again, with nothing but the corrected JSON.`;
	const reply = toReplyMessage(choice.message);
	const isBlank = !choice.message.content?.trim();
	return [...(isBlank ? [] : [reply]), { role: 'user', content }];
}

/** The fault with what was done and billed for the answer. */
function answerError(
	{ fault: { message, details }, received }: Faulty,
	{ usage, calls }: Pick<LoopResult, 'usage' | 'calls'>,
	answers: number,
): AnswerError {
	const choices = received.length > 1 && { choices: received };
	return new AnswerError(message, { ...details, ...choices, usage, calls, answers });
}
