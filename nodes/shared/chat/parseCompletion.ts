import { parseContent, parseThoughts } from './contentBlocks';
import { CALL_FIELDS } from './otherFields';
import { finalArguments, newCallId } from './stream/toolCalls';
import { FAILED, parseErrorBody, reportedError } from '../http/errorBody';
import { ApiError } from '../http/errors';
import { parseUsage } from './parseUsage';
import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionMessage,
	ChatToolCall,
} from './types';
import { writeJson } from '../depth';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../json';

/**
 * Checks that a JSON value is a chat completion and gives it typed. Fields this package does not
 * know stay in it, so the full output is the API's own object; lists that some servers leave out are
 * empty, as in a completion that was put together from a stream.
 * @throws {ApiError} `malformed` when there are no choices, `reported` when one of them failed
 */
export function parseCompletion(value: unknown): ChatCompletion {
	const choices = isObject(value) ? asArray(value['choices']) : undefined;
	if (!isObject(value) || !choices?.length) {
		const fields = isObject(value) ? Object.keys(value).slice(0, 10).join(', ') : typeof value;
		throw new ApiError(
			'malformed',
			`The answer holds no choices. It holds: ${fields || 'nothing'}`,
		);
	}
	if (choices.some((choice) => asObject(choice)?.['finish_reason'] === FAILED)) {
		throw reportedError(parseErrorBody(value));
	}
	// A successful item must not carry a top-level "error": the engine would run the node again.
	const { error: _error, warnings: _warnings, prompt: _prompt, ...fields } = value;
	// Kimi's models tell it inside a choice.
	const usage = parseUsage(value['usage']) ?? parseUsage(asObject(choices[0])?.['usage']);
	return {
		...fields,
		id: asString(value['id']) ?? '',
		object: asString(value['object']) ?? 'chat.completion',
		created: asNumber(value['created']) ?? 0,
		model: asString(value['model']) ?? '',
		prompt: [],
		choices: choices.map(parseChoice),
		...(usage ? { usage } : { usage: null }),
		...parseAdditions(value),
	};
}

/** The optional parts that a single answer and a chunk have in common. */
export function parseAdditions(value: JsonObject): Pick<ChatCompletion, 'warnings' | 'prompt'> {
	const warnings = asArray(value['warnings'])
		?.map((warning) => asString(asObject(warning)?.['message']))
		.filter((message) => message !== undefined)
		.map((message) => ({ message }));
	const prompt = asArray(value['prompt'])?.filter(isObject);
	return { ...(warnings?.length && { warnings }), ...(prompt && { prompt }) };
}

function parseChoice(value: unknown, position: number): ChatCompletionChoice {
	const choice = asObject(value) ?? {};
	const logprobs = asObject(choice['logprobs']);
	const finishReason = asString(choice['finish_reason']) || null;
	return {
		...choice,
		index: asNumber(choice['index']) ?? position,
		finish_reason: finishReason,
		message: parseMessage(choice, finishReason),
		...(logprobs ? { logprobs } : { logprobs: null }),
		...(typeof choice['seed'] === 'number' ? { seed: choice['seed'] } : { seed: null }),
	};
}

/** A choice of a plain completion has `text` where a chat completion has a message. */
function parseMessage(choice: JsonObject, finishReason: string | null): ChatCompletionMessage {
	const message = asObject(choice['message']) ?? { content: choice['text'] };
	const {
		tool_calls: calls,
		reasoning: _reasoning,
		reasoning_content: _content,
		...fields
	} = message;
	const toolCalls = asArray(calls)
		?.filter(isObject)
		.map((call, position) => parseToolCall(call, position, finishReason));
	return {
		...fields,
		role: asString(message['role']) ?? 'assistant',
		content: parseContent(message['content']),
		tool_calls: toolCalls ?? [],
		...parseReasoning(message),
	};
}

function parseReasoning(message: JsonObject): Partial<ChatCompletionMessage> {
	const reasoningContent = asString(message['reasoning_content']);
	const thoughts = parseThoughts(message['content']) || undefined;
	const reasoning = asString(message['reasoning']) ?? (reasoningContent ? undefined : thoughts);
	return {
		...(reasoning !== undefined && { reasoning }),
		...(reasoningContent !== undefined && { reasoning_content: reasoningContent }),
	};
}

function parseToolCall(
	call: JsonObject,
	position: number,
	finishReason: string | null,
): ChatToolCall {
	const head = {
		...CALL_FIELDS.others(call),
		id: asString(call['id']) || newCallId(),
		index: asNumber(call['index']) ?? position,
	};
	// Some servers write all forms of a call, and leave those empty that it does not have.
	const custom = asObject(call['custom']);
	if (custom && !isObject(call['function'])) {
		const input = asString(custom['input']) ?? '';
		return { ...head, type: 'custom', custom: { name: asString(custom['name']) ?? '', input } };
	}
	const called = asObject(call['function']) ?? {};
	const given = called['arguments'];
	const text = asString(given) ?? (given ? writeJson(given) : '');
	return {
		...head,
		type: asString(call['type']) ?? 'function',
		function: {
			name: asString(called['name']) ?? '',
			arguments: finalArguments(text, finishReason),
		},
	};
}
