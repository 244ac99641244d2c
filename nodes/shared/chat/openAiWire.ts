import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatCompletionMessage,
} from '../api/types';
import type { JsonObject } from '../unknown';

/**
 * The answers of the API in the form that OpenAI's own client reads. Reasoning goes under
 * `reasoning_content`, the only key that LangChain keeps.
 */
export function toOpenAiChunk(chunk: ChatCompletionChunk): JsonObject {
	return {
		id: chunk.id ?? '',
		object: 'chat.completion.chunk',
		created: chunk.created ?? 0,
		model: chunk.model ?? '',
		choices: chunk.deltas.map(toOpenAiChoice),
		...(chunk.usage && { usage: chunk.usage }),
	};
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

function toOpenAiChoice(delta: ChatCompletionDelta): JsonObject {
	const { index, role, content, reasoning, toolCalls, finishReason } = delta;
	return {
		index,
		finish_reason: toOpenAiFinishReason(finishReason),
		delta: {
			...(role && { role }),
			...(content !== undefined && { content }),
			...(reasoning && { reasoning_content: reasoning }),
			...(toolCalls && {
				tool_calls: toolCalls.map(({ index: call, id, type, name, arguments: args }) => ({
					index: call ?? 0,
					...(id && { id }),
					...(type && { type }),
					function: { ...(name && { name }), arguments: args ?? '' },
				})),
			}),
		},
	};
}

function toOpenAiFinishReason(reason: string | null | undefined): string | null {
	return reason === 'eos' ? 'stop' : (reason ?? null);
}

function reasoningContent({ reasoning, reasoning_content }: ChatCompletionMessage): JsonObject {
	const text = reasoning_content || reasoning;
	return text ? { reasoning_content: text } : {};
}
