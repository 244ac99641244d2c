import type { ChatCompletion, ChatCompletionRequest } from '../api/types';

/** Adds warnings to an answer whose end is in doubt, though nothing shows that it broke off. */
export function withDoubts(
	completion: ChatCompletion,
	{ n = 1 }: ChatCompletionRequest,
): ChatCompletion {
	const { choices, warnings = [] } = completion;
	const unexplained = choices.filter(({ finish_reason }) => !finish_reason).length;
	const doubts = [
		...(choices.length < n ? [`The server gave ${choices.length} of ${n} choices.`] : []),
		...(unexplained > 0 ? [unexplainedEnd(unexplained, choices.length)] : []),
	];
	if (doubts.length === 0) return completion;
	return { ...completion, warnings: [...warnings, ...doubts.map((message) => ({ message }))] };
}

function unexplainedEnd(some: number, all: number): string {
	const which = all === 1 ? 'the answer' : `${some} of ${all} answers`;
	const they = some === 1 ? 'it' : 'they';
	return `The server did not say why ${which} ended: ${they} may be incomplete.`;
}
