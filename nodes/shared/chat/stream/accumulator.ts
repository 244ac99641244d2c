import { ChoiceAccumulator } from './choiceAccumulator';
import { withLast } from './fieldPieces';
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionUsage } from '../types';
import type { JsonObject } from '../../json';

/** Puts the chunks of a stream together to the completion that would have come in one piece. */
export class CompletionAccumulator {
	private readonly choices = new Map<number, ChoiceAccumulator>();

	private readonly head = { id: '', created: 0, model: '' };

	private usage: ChatCompletionUsage | null = null;

	private warnings: ChatCompletion['warnings'];

	private prompt: ChatCompletion['prompt'] = [];

	private others: JsonObject = {};

	/** @param expected how many choices were asked for */
	constructor(private readonly expected = 1) {}

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

	/** True until a choice has begun. */
	get isEmpty(): boolean {
		return this.choices.size === 0;
	}

	/** True when every choice that was asked for, or has begun, has its finish reason. */
	get isFinished(): boolean {
		return this.choices.size >= this.expected && this.every(({ isFinished }) => isFinished);
	}

	/** True when no arguments are missing either, so that the stream may end without `[DONE]`. */
	get isComplete(): boolean {
		return this.isFinished && this.every(({ isComplete }) => isComplete);
	}

	/** True when more of a choice came behind its finish reason, which so did not tell its end. */
	get hasEarlyFinish(): boolean {
		return !this.every(({ isFinishEarly }) => !isFinishEarly);
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

	private every(holds: (choice: ChoiceAccumulator) => boolean): boolean {
		for (const choice of this.choices.values()) if (!holds(choice)) return false;
		return true;
	}
}
