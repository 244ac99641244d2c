import type { ChatCompletionUsage } from '../types';
import { messageOf } from '../../thrown';

/** A call that was made, and what came of it. */
export interface ToolCallResult {
	id: string;
	name: string;
	arguments: unknown;
	result: string;
}

/** One of several choices of an answer that could not be used as a whole. */
export interface ReceivedChoice {
	choiceIndex: number;
	text: string;
	finishReason: string | null;
	/** The parsed JSON, where this choice has what was asked for. */
	data?: unknown;
}

/** What was done for an input that failed: it was billed, and tools may have acted. */
export interface Progress {
	/** The tokens of all requests that were answered. */
	usage?: ChatCompletionUsage | null;
	calls?: ToolCallResult[];
	/** The answer that could not be used, as the model wrote it. */
	text?: string;
	/** Why the model stopped. */
	finishReason?: string | null;
	/** The whole answer, where it has several choices. */
	choices?: ReceivedChoice[];
}

/** What is known of an answer that cannot be used. */
export interface ChatResultErrorDetails extends Progress {
	text: string;
	finishReason: string | null;
	/** How many answers were asked for: another one when the first was to be repaired. */
	answers?: number;
}

/** An answer that came, and was billed, but is not what was asked for. */
export class ChatResultError extends Error {
	override readonly name = 'ChatResultError';

	/** @param message what is wrong with the answer and where */
	constructor(
		message: string,
		readonly details: ChatResultErrorDetails,
	) {
		super(message);
	}
}

/** A request that failed after others of the same input had succeeded. */
export class PartialFailure extends Error {
	override readonly name = 'PartialFailure';

	/**
	 * @param reason what the request threw
	 * @param progress what was done before it
	 */
	constructor(
		readonly reason: unknown,
		readonly progress: Progress,
	) {
		super(messageOf(reason));
	}
}
