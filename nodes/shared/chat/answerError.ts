import type { ChatCompletionUsage } from '../api/types';

/** What is known of an answer that cannot be used. */
export interface AnswerErrorDetails {
	/** The answer as the model wrote it. */
	text: string;
	/** Why the model stopped. */
	finishReason: string | null;
	/** How many answers were asked for: another one when the first was to be repaired. */
	answers?: number;
	/** The tokens that were billed all the same. */
	usage?: ChatCompletionUsage | null;
}

/** An answer that came, and was billed, but is not what was asked for. */
export class AnswerError extends Error {
	override readonly name = 'AnswerError';

	/** @param message what is wrong with the answer and where */
	constructor(
		message: string,
		readonly details: AnswerErrorDetails,
	) {
		super(message);
	}
}
