import { ANSWER_FIELDS, CALL_FIELDS } from '../otherFields';
import { reasoningOf } from './parseChunk';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatToolCall,
	ChatToolCallDelta,
} from '../types';

/** A whole completion as the one chunk of a stream, for servers that do not stream when asked. */
export function toChunk(completion: ChatCompletion): ChatCompletionChunk {
	const { id, created, model, usage, choices, prompt, warnings } = completion;
	const others = ANSWER_FIELDS.answer.others(completion);
	return {
		id,
		created,
		model,
		...(prompt?.length && { prompt }),
		...(usage && { usage }),
		...(warnings && { warnings }),
		...(others && { others }),
		deltas: choices.map(toDelta),
	};
}

function toDelta(choice: ChatCompletionChoice): ChatCompletionDelta {
	const { message, index, finish_reason, logprobs, seed } = choice;
	const others = ANSWER_FIELDS.choice.others(choice);
	const messageOthers = ANSWER_FIELDS.message.others(message);
	return {
		index,
		role: message.role,
		...(message.content !== null && { content: message.content }),
		...reasoningOf({ ...message }),
		...(message.tool_calls?.length && {
			toolCalls: message.tool_calls.map(toCallDelta),
		}),
		...(finish_reason !== null && { finishReason: finish_reason }),
		...(logprobs && { logprobs }),
		...(typeof seed === 'number' && { seed }),
		...(others && { others }),
		...(messageOthers && { messageOthers }),
	};
}

function toCallDelta(call: ChatToolCall): ChatToolCallDelta {
	const { id, type, index } = call;
	const others = CALL_FIELDS.others(call);
	return {
		id,
		type,
		...(index !== undefined && { index }),
		...('custom' in call
			? { name: call.custom.name, arguments: call.custom.input }
			: call.function),
		...(others && { others }),
	};
}
