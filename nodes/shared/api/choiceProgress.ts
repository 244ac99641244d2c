import { ToolCallAssembler } from './toolCallAssembler';
import type { ChatCompletionDelta } from './types';
import { parseJson } from '../unknown';

/** How far a streamed choice has come. */
export class ChoiceProgress {
	private readonly calls = new ToolCallAssembler();

	private finishReason: string | undefined;

	/** True when the finish reason came behind all that is known of the tool calls. */
	private isFinishLast = false;

	/** Takes the next piece of the choice. */
	add({ finishReason, toolCalls }: ChatCompletionDelta): void {
		if (toolCalls) {
			this.calls.add(toolCalls);
			this.isFinishLast = false;
		}
		if (!finishReason) return;
		this.finishReason = finishReason;
		this.isFinishLast = toolCalls === undefined;
	}

	/** True once a finish reason came. */
	get isFinished(): boolean {
		return this.finishReason !== undefined;
	}

	/**
	 * True when nothing is missing, provided that the stream has come to its end. The API tells
	 * `tool_calls` as soon as a call's arguments begin, so they must be JSON to be all there; only Max
	 * Tokens may leave them cut off. A function without parameters may be called with none at all.
	 */
	get isComplete(): boolean {
		return this.holds((given) => given === '' || parseJson(given).ok);
	}

	/**
	 * True when nothing is missing even if the stream was cut here: where no arguments came, they may
	 * still have been to come, unless the finish reason followed.
	 */
	get isCompleteAtCut(): boolean {
		return this.holds((given) => (given === '' ? this.isFinishLast : parseJson(given).ok));
	}

	private holds(isWhole: (given: string) => boolean): boolean {
		if (!this.isFinished) return false;
		if (this.finishReason === 'length') return true;
		return this.calls.calls().every((call) => isWhole(call.function.arguments));
	}
}
