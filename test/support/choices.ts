import { readCompletion, type Choice } from '../../nodes/shared/chat/result/completion';
import { parseCompletion } from '../../nodes/shared/chat/parseCompletion';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatToolCall,
} from '../../nodes/shared/chat/types';

/** A choice as the node reads it, by what its message holds. */
export function readChoiceOf(message: object, finishReason = 'stop'): Choice {
	const [choice] = readCompletion(completionOf(message, finishReason), {}).choices;
	if (!choice) throw new Error('The completion has no choice');
	return choice;
}

/** A choice as the API gives it, by what its message holds. */
export function choiceOf(message: object, finishReason = 'stop'): ChatCompletionChoice {
	const { choices } = completionOf(message, finishReason);
	const [choice] = choices;
	if (!choice) throw new Error('The completion has no choice');
	return choice;
}

/** A completion as the API gives it, with one choice. */
export function completionOf(
	message: object,
	finishReason = 'stop',
	usage: object | null = null,
): ChatCompletion {
	return parseCompletion({
		id: 'o1',
		model: 'm',
		choices: [{ index: 0, finish_reason: finishReason, message }],
		usage,
	});
}

/** The arguments of a call of a function. */
export function argumentsOf(call: ChatToolCall | undefined): string | undefined {
	return call && 'function' in call ? call.function.arguments : undefined;
}

/** Tokens of one request; the total is their sum. */
export function usageOf(prompt: number, completion: number, more: object = {}) {
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
		...more,
	};
}
