import { ToolCallAssembler } from './toolCalls';
import type { ChatCompletionDelta } from '../types';
import { parseJson } from '../../json';

/** How far a streamed choice has come. */
export class ChoiceProgress {
	private readonly calls = new ToolCallAssembler();

	private finishReason: string | undefined;

	/**
	 * True when more of the choice came behind its finish reason, or pieces of a call beside it: the API
	 * tells `tool_calls` as soon as the arguments of the first call are there.
	 */
	isFinishEarly = false;

	/** Takes the next piece of the choice. */
	add({ finishReason, toolCalls, content, reasoning }: ChatCompletionDelta): void {
		if (toolCalls) this.calls.add(toolCalls);
		if (toolCalls || (this.isFinished && (content || reasoning))) this.isFinishEarly = true;
		else if (finishReason) this.isFinishEarly = false;
		if (finishReason) this.finishReason = finishReason;
	}

	/** True once a finish reason came. */
	get isFinished(): boolean {
		return this.finishReason !== undefined;
	}

	/**
	 * True when nothing that has begun is missing. The finish reason alone does not tell, as arguments
	 * may follow it, so they must be JSON; only Max Tokens may leave them cut off.
	 */
	get isComplete(): boolean {
		if (!this.isFinished) return false;
		if (this.finishReason === 'length') return true;
		return this.calls.calls().every((call) => parseJson(call.function.arguments).ok);
	}
}
