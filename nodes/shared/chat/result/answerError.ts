import type { Progress } from './progress';

/** What is known of an answer that cannot be used. */
export interface AnswerErrorDetails extends Progress {
	text: string;
	finishReason: string | null;
	/** How many answers were asked for: another one when the first was to be repaired. */
	answers?: number;
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
