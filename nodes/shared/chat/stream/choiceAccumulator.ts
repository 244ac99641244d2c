import { withLast, withPieces } from './fieldPieces';
import { finalArguments, ToolCallAssembler } from './toolCalls';
import { TokenLogprobs } from '../logprobs';
import type {
	ChatCompletionChoice,
	ChatCompletionDelta,
	ChatCompletionMessage,
	ChatToolCall,
} from '../types';
import { parseJson, type JsonObject } from '../../json';

/** Puts the pieces of one choice together, and knows how far it has come. */
export class ChoiceAccumulator {
	private role = 'assistant';

	private content = '';

	private reasoning = '';

	private reasoningKey: 'reasoning' | 'reasoning_content' = 'reasoning';

	private generatedText = '';

	private finishReason: string | null = null;

	private seed: number | null = null;

	private others: JsonObject = {};

	private messageOthers: JsonObject = {};

	private readonly toolCalls = new ToolCallAssembler();

	private readonly logprobs = new TokenLogprobs();

	/**
	 * True when more of the choice came behind its finish reason, or pieces of a call beside it: the API
	 * tells `tool_calls` as soon as the arguments of the first call are there.
	 */
	isFinishEarly = false;

	constructor(readonly index: number) {}

	/** Takes the next piece. */
	add(delta: ChatCompletionDelta): void {
		const { content, reasoning, toolCalls, finishReason } = delta;
		if (toolCalls || (this.isFinished && (content || reasoning))) this.isFinishEarly = true;
		else if (finishReason) this.isFinishEarly = false;
		if (delta.role) this.role = delta.role;
		if (content) this.content += content;
		if (reasoning) this.reasoning += reasoning;
		if (delta.reasoningKey) this.reasoningKey = delta.reasoningKey;
		if (delta.generatedText) this.generatedText = delta.generatedText;
		if (finishReason) this.finishReason = finishReason;
		if (delta.seed !== undefined) this.seed = delta.seed;
		if (toolCalls) this.toolCalls.add(toolCalls);
		if (delta.logprobs !== undefined) this.logprobs.add(delta);
		if (delta.others) this.others = withLast(this.others, delta.others);
		if (delta.messageOthers) {
			this.messageOthers = withPieces(this.messageOthers, delta.messageOthers);
		}
	}

	/** True once a finish reason came. */
	get isFinished(): boolean {
		return this.finishReason !== null;
	}

	/**
	 * True when nothing that has begun is missing. The finish reason alone does not tell, as arguments
	 * may follow it, so they must be JSON; only Max Tokens may leave them cut off.
	 */
	get isComplete(): boolean {
		if (!this.isFinished) return false;
		if (this.finishReason === 'length') return true;
		return this.toolCalls
			.calls()
			.every((call) => !('function' in call) || parseJson(call.function.arguments).ok);
	}

	/** The choice so far. */
	choice(): ChatCompletionChoice {
		return {
			...this.others,
			index: this.index,
			finish_reason: this.finishReason,
			logprobs: this.logprobs.value(),
			seed: this.seed,
			message: this.message(),
		};
	}

	private message(): ChatCompletionMessage {
		const toolCalls = this.toolCalls.calls().map((call) => this.withArguments(call));
		// The older stream shape repeats the whole text at its end; it counts where no piece came.
		const content = this.content || this.generatedText;
		return {
			...this.messageOthers,
			role: this.role,
			content: content === '' && toolCalls.length > 0 ? null : content,
			tool_calls: toolCalls,
			...(this.reasoning && { [this.reasoningKey]: this.reasoning }),
		};
	}

	private withArguments(call: ChatToolCall): ChatToolCall {
		if (!('function' in call)) return call;
		const { name, arguments: given } = call.function;
		return {
			...call,
			function: { name, arguments: finalArguments(given, this.finishReason) },
		};
	}
}
