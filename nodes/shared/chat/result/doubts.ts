import type { ChatCompletion, ChatCompletionRequest } from '../types';

/** Adds warnings to an answer whose end is in doubt, though nothing shows that it broke off. */
export function withDoubts(
	completion: ChatCompletion,
	{ n = 1 }: ChatCompletionRequest,
): ChatCompletion {
	const { choices } = completion;
	const unexplained = choices.filter(({ finish_reason }) => !finish_reason).length;
	const doubts = [
		...(choices.length < n ? [`The server gave ${choices.length} of ${n} choices.`] : []),
		...(unexplained > 0 ? [unexplainedEnd(unexplained, choices.length)] : []),
	];
	return doubts.length === 0 ? completion : withWarnings(completion, doubts);
}

/** Warns that a stream ended without `[DONE]`, and that its finish reason does not show it to be whole. */
export function withEarlyFinish(completion: ChatCompletion): ChatCompletion {
	return withWarnings(completion, [
		'The stream ended without [DONE], and its finish reason did not come last: the answer may be incomplete.',
	]);
}

/** Adds the warnings of the answers that led to this one, each once, as a server repeats its own. */
export function withEarlierWarnings(
	completion: ChatCompletion,
	earlier: ChatCompletion['warnings'] = [],
): ChatCompletion {
	const { warnings = [] } = completion;
	const own = new Set(warnings.map(({ message }) => message));
	const others = earlier.filter(({ message }) => !own.has(message));
	return others.length === 0 ? completion : { ...completion, warnings: [...others, ...warnings] };
}

function withWarnings(completion: ChatCompletion, messages: string[]): ChatCompletion {
	const { warnings = [] } = completion;
	return { ...completion, warnings: [...warnings, ...messages.map((message) => ({ message }))] };
}

function unexplainedEnd(some: number, all: number): string {
	const which = all === 1 ? 'the answer' : `${some} of ${all} answers`;
	const they = some === 1 ? 'it' : 'they';
	return `The server did not say why ${which} ended: ${they} may be incomplete.`;
}
