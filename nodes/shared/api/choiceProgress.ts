import { ToolCallAssembler } from './toolCallAssembler';
import type { ChatCompletionDelta, ChatToolCall } from './types';
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
	 * True when nothing is missing. The API tells `tool_calls` as soon as a call's arguments begin, so
	 * they must be JSON to be all there; only Max Tokens may leave them cut off.
	 */
	get isComplete(): boolean {
		if (!this.isFinished) return false;
		return this.finishReason === 'length' || this.calls.calls().every((call) => this.isWhole(call));
	}

	/** A function without parameters may be called with no arguments at all. */
	private isWhole({ function: { arguments: given } }: ChatToolCall): boolean {
		return given === '' ? this.isFinishLast : parseJson(given).ok;
	}
}
