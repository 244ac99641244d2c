import type { JsonObject } from '../unknown';

const ANSWER = ['id', 'object', 'created', 'model', 'choices', 'usage', 'warnings', 'prompt'];
const CHOICE = ['index', 'finish_reason', 'logprobs', 'seed'];
const MESSAGE = ['role', 'content', 'reasoning', 'reasoning_content', 'tool_calls'];

/** The fields that are known of an answer in one piece, its choices and their messages. */
export const ANSWER_FIELDS = {
	answer: new Set(ANSWER),
	choice: new Set([...CHOICE, 'message']),
	message: new Set(MESSAGE),
};

/** The fields that are known of an event, or hold for the event and not for the whole answer. */
export const EVENT_FIELDS = {
	answer: new Set([...ANSWER, 'error', 'token', 'finish_reason', 'generated_text', 'stats']),
	choice: new Set([...CHOICE, 'delta', 'message', 'text', 'top_logprobs']),
	message: new Set([...MESSAGE, 'token_id', 'function_call']),
};

/**
 * The fields of an object that are not known, kept so that a streamed answer holds all that the API
 * says, as one in a single piece does.
 * @returns undefined where there are none, as in most chunks
 */
export function otherFields(value: object, known: ReadonlySet<string>): JsonObject | undefined {
	for (const name in value) {
		if (!known.has(name)) {
			return Object.fromEntries(Object.entries(value).filter(([field]) => !known.has(field)));
		}
	}
	return undefined;
}
