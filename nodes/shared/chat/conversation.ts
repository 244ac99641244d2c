import { asString, isObject, type JsonObject } from '../json';
import type { ChatCompletion, ChatCompletionMessage, ChatMessage, ChatToolCall } from './types';

/**
 * A reply as a message of the conversation, for the next request. Reasoning keeps the key it came
 * under: some models need it back, and each knows only its own key. So does what OpenRouter and Gemini
 * sign their reasoning with.
 */
export function toReplyMessage(message: ChatCompletionMessage): ChatMessage {
	const { content, refusal, reasoning, reasoning_content, tool_calls, function_call } = message;
	const { reasoning_details, thought_signature, extra_content } = message;
	return {
		role: 'assistant',
		content: content || asString(refusal) || content,
		...(reasoning && { reasoning }),
		...(reasoning_content && { reasoning_content }),
		...(tool_calls?.length && {
			tool_calls: tool_calls.map(toReplyCall),
		}),
		...(isObject(function_call) && { function_call }),
		...withoutUnset({ reasoning_details, thought_signature, extra_content }),
	};
}

function toReplyCall(call: ChatToolCall): JsonObject {
	const { id, type, extra_content, thought_signature } = call;
	return {
		id,
		type,
		...('custom' in call ? { custom: call.custom } : { function: call.function }),
		...withoutUnset({ extra_content, thought_signature }),
	};
}

function withoutUnset<T extends JsonObject>(fields: T): Partial<T> {
	const set: Partial<T> = { ...fields };
	for (const name in set) if (set[name] === undefined || set[name] === null) delete set[name];
	return set;
}

/** The conversation with the reply of the first choice at its end. */
export function withReply(messages: ChatMessage[], completion: ChatCompletion): ChatMessage[] {
	const message = completion.choices[0]?.message;
	// The API takes no message that says nothing.
	const reply = message && toReplyMessage(message);
	const saysNothing = !asString(reply?.content)?.trim();
	const isEmpty = saysNothing && !reply?.tool_calls && !reply?.function_call;
	return reply && !isEmpty ? [...messages, reply] : messages;
}

/** Adds a rule to the system message, or puts one first: some models take only one, at the start. */
export function withInstruction(messages: ChatMessage[], instruction: string): ChatMessage[] {
	const [first, ...rest] = messages;
	if (first?.role === 'system' && typeof first.content === 'string') {
		return [{ ...first, content: `${first.content}\n\n${instruction}` }, ...rest];
	}
	return [{ role: 'system', content: instruction }, ...messages];
}

/** Puts remembered messages after the system message. */
export function withHistory(messages: ChatMessage[], history: ChatMessage[]): ChatMessage[] {
	const systems = messages.findIndex(({ role }) => role !== 'system');
	const start = systems === -1 ? messages.length : systems;
	return [...messages.slice(0, start), ...history, ...messages.slice(start)];
}

/** The text of the user's last message: what a memory keeps. */
export function lastUserText(messages: ChatMessage[]): string {
	const content = messages.findLast(({ role }) => role === 'user')?.content;
	if (typeof content === 'string') return content;
	return (content ?? []).map((part) => asString(part['text']) ?? '').join('\n');
}
