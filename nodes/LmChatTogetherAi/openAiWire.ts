import { ToolCallAssembler } from '../shared/chat/stream/toolCalls';
import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatCompletionMessage,
	ChatToolCallDelta,
} from '../shared/chat/types';
import { withoutDeep } from '../shared/depth';
import type { JsonObject } from '../shared/json';

/**
 * Writes the chunks of a stream in the form that OpenAI's own client reads. Reasoning goes under
 * `reasoning_content`, the only key that LangChain keeps, and tool calls are numbered, as it puts
 * their pieces together by number alone.
 */
export class OpenAiChunkWriter {
	private readonly toolCalls = new Map<number, ToolCallAssembler>();

	write(chunk: ChatCompletionChunk): JsonObject {
		return {
			id: chunk.id ?? '',
			object: 'chat.completion.chunk',
			created: chunk.created ?? 0,
			model: chunk.model ?? '',
			choices: chunk.deltas.map((delta) => this.writeChoice(delta)),
			...(chunk.usage && { usage: withoutDeep(chunk.usage) }),
		};
	}

	private writeChoice(delta: ChatCompletionDelta): JsonObject {
		const { index, role, content, reasoning, toolCalls, finishReason } = delta;
		return {
			index,
			finish_reason: toOpenAiFinishReason(finishReason),
			delta: {
				// Without a role LangChain makes a message that loses reasoning and tool calls.
				role: role ?? 'assistant',
				...(content !== undefined && { content }),
				...(reasoning && { reasoning_content: reasoning }),
				...(toolCalls && { tool_calls: this.writeToolCalls(index, toolCalls) }),
			},
		};
	}

	private writeToolCalls(choice: number, pieces: ChatToolCallDelta[]): JsonObject[] {
		const assembler = this.toolCalls.get(choice) ?? new ToolCallAssembler();
		this.toolCalls.set(choice, assembler);
		const numbers = assembler.add(pieces);
		return pieces.map(({ id, type, name, arguments: args }, position) => ({
			index: numbers[position],
			...(id && { id }),
			...(type && { type }),
			function: { ...(name && { name }), arguments: args ?? '' },
		}));
	}
}

/** True for a chunk with text, reasoning or a tool call: what comes before them is of no use alone. */
export function saysSomething({ deltas }: ChatCompletionChunk): boolean {
	return deltas.some(({ content, reasoning, toolCalls }) => content || reasoning || toolCalls);
}

/** A whole completion, likewise. */
export function toOpenAiCompletion(completion: ChatCompletion): JsonObject {
	return {
		...completion,
		choices: completion.choices.map((choice) => ({
			...choice,
			finish_reason: toOpenAiFinishReason(choice.finish_reason),
			message: { ...choice.message, ...reasoningContent(choice.message) },
		})),
	};
}

function toOpenAiFinishReason(reason: string | null | undefined): string | null {
	return reason === 'eos' ? 'stop' : (reason ?? null);
}

function reasoningContent({ reasoning, reasoning_content }: ChatCompletionMessage): JsonObject {
	const text = reasoning_content || reasoning;
	return text ? { reasoning_content: text } : {};
}
