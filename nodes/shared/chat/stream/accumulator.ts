import { withLast, withPieces } from './mergeFields';
import { TokenLogprobs } from './tokenLogprobs';
import { callArguments } from './callArguments';
import { ToolCallAssembler } from './toolCalls';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatCompletionMessage,
	ChatCompletionUsage,
	ChatToolCall,
} from '../types';
import type { JsonObject } from '../../json';

/** Puts the chunks of a stream together to the completion that would have come in one piece. */
export class CompletionAccumulator {
	private readonly choices = new Map<number, ChoiceAccumulator>();

	private readonly head = { id: '', created: 0, model: '' };

	private usage: ChatCompletionUsage | null = null;

	private warnings: ChatCompletion['warnings'];

	private prompt: ChatCompletion['prompt'] = [];

	private others: JsonObject = {};

	/** Takes the next chunk. Usage may come with the last choice or in a chunk of its own. */
	add(chunk: ChatCompletionChunk): void {
		if (chunk.id !== undefined) this.head.id = chunk.id;
		if (chunk.created !== undefined) this.head.created = chunk.created;
		if (chunk.model !== undefined) this.head.model = chunk.model;
		if (chunk.usage) this.usage = chunk.usage;
		if (chunk.warnings) this.warnings = chunk.warnings;
		if (chunk.prompt?.length) this.prompt = chunk.prompt;
		if (chunk.others) this.others = withLast(this.others, chunk.others);
		for (const delta of chunk.deltas) {
			let choice = this.choices.get(delta.index);
			if (!choice) this.choices.set(delta.index, (choice = new ChoiceAccumulator(delta.index)));
			choice.add(delta);
		}
	}

	/** The completion so far, with its choices in the order of their index. */
	completion(): ChatCompletion {
		const choices = [...this.choices.values()].sort((a, b) => a.index - b.index);
		return {
			...this.others,
			id: this.head.id,
			object: 'chat.completion',
			created: this.head.created,
			model: this.head.model,
			prompt: this.prompt ?? [],
			choices: choices.map((choice) => choice.choice()),
			usage: this.usage,
			...(this.warnings && { warnings: this.warnings }),
		};
	}
}

class ChoiceAccumulator {
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

	constructor(readonly index: number) {}

	add(delta: ChatCompletionDelta): void {
		if (delta.role) this.role = delta.role;
		if (delta.content) this.content += delta.content;
		if (delta.reasoning) this.reasoning += delta.reasoning;
		if (delta.reasoningKey) this.reasoningKey = delta.reasoningKey;
		if (delta.generatedText) this.generatedText = delta.generatedText;
		if (delta.finishReason) this.finishReason = delta.finishReason;
		if (delta.seed !== undefined) this.seed = delta.seed;
		if (delta.toolCalls) this.toolCalls.add(delta.toolCalls);
		if (delta.logprobs !== undefined) this.logprobs.add(delta);
		if (delta.others) this.others = withLast(this.others, delta.others);
		if (delta.messageOthers) {
			this.messageOthers = withPieces(this.messageOthers, delta.messageOthers);
		}
	}

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
		const { name, arguments: given } = call.function;
		return {
			...call,
			function: { name, arguments: callArguments(given, this.finishReason) },
		};
	}
}
