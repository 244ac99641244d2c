import type { ChatCompletion, ChatCompletionChoice } from './types';
import { deepFields, TOO_DEEP, withoutDeep } from '../depth';

/**
 * Leaves out of an answer the fields that are nested too deeply to be handed on, for instance log
 * probabilities or fields this package does not know, and warns of each: the text is worth more.
 */
export function withoutDeepFields(completion: ChatCompletion): ChatCompletion {
	const dropped = new Set<string>();
	const trim = <T extends object>(fields: T, path = ''): T => {
		const deep = deepFields(fields);
		for (const name of deep) dropped.add(`${path}${name}`);
		return withoutDeep(fields, deep);
	};
	const trimChoice = (choice: ChatCompletionChoice): ChatCompletionChoice => {
		const { message, ...rest } = choice;
		return { ...trim(rest), message: trim(message) };
	};
	const { choices, usage, ...rest } = completion;
	const trimmed: ChatCompletion = {
		...trim(rest),
		choices: choices.map(trimChoice),
		...(usage !== undefined && { usage: usage && trim(usage, 'usage.') }),
	};
	if (dropped.size === 0) return completion;
	const warnings = [...dropped].map((name) => ({
		message: `The server's field ${name} was left out: it is ${TOO_DEEP}.`,
	}));
	return { ...trimmed, warnings: [...(completion.warnings ?? []), ...warnings] };
}
