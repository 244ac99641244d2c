import { CallWriter } from './callWriter';
import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatCompletionMessage,
} from '../shared/chat/types';
import { withoutDeep } from '../shared/depth';
import type { JsonObject } from '../shared/json';

/**
 * Writes the chunks of a stream in the form that OpenAI's own client reads. Reasoning goes under
 * `reasoning_content`, the only key that LangChain keeps, and tool calls are numbered, as it puts
 * their pieces together by number alone. It reads the id and the name of a call in its first piece only,
 * and makes nothing of a call without an id.
 */
export class OpenAiChunkWriter {
	private readonly calls = new Map<number, CallWriter>();

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

	/** A last chunk with the calls that were held back, where the stream told no finish reason. */
	end(): JsonObject | undefined {
		const deltas = [...this.calls].flatMap(([index, calls]) => {
			const held = calls.end();
			return held.length > 0 ? [choiceOf(index, null, { tool_calls: held })] : [];
		});
		return deltas.length > 0 ? { ...this.write({ deltas: [] }), choices: deltas } : undefined;
	}

	private writeChoice(delta: ChatCompletionDelta): JsonObject {
		const { index, role, content, reasoning, toolCalls, finishReason } = delta;
		const calls = toolCalls || finishReason ? this.writeCalls(delta) : [];
		return choiceOf(index, toOpenAiFinishReason(finishReason), {
			...(role && { role }),
			...(content !== undefined && { content }),
			...(reasoning && { reasoning_content: reasoning }),
			...(calls.length > 0 && { tool_calls: calls }),
		});
	}

	private writeCalls({ index, toolCalls, finishReason }: ChatCompletionDelta): JsonObject[] {
		const known = this.calls.get(index);
		if (!toolCalls) return known?.end() ?? [];
		const writer = known ?? new CallWriter();
		this.calls.set(index, writer);
		return writer.write(toolCalls, finishReason !== undefined);
	}
}

function choiceOf(index: number, finishReason: string | null, delta: JsonObject): JsonObject {
	// Without a role LangChain makes a message that loses reasoning and tool calls.
	return { index, finish_reason: finishReason, delta: { role: 'assistant', ...delta } };
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
