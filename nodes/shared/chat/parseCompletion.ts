import { finalArguments } from './stream/toolCalls';
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
	const usage = parseUsage(value['usage']);
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

/** Text as a string. Some servers send a list of blocks, of which the text is kept. */
export function parseContent(content: unknown): string | null {
	if (typeof content === 'string') return content;
	const blocks = asArray(content);
	if (!blocks) return null;
	return blocks.map((block) => asString(asObject(block)?.['text']) ?? '').join('');
}

function parseReasoning(message: JsonObject): Partial<ChatCompletionMessage> {
	const reasoning = asString(message['reasoning']);
	const reasoningContent = asString(message['reasoning_content']);
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
	const called = asObject(call['function']) ?? {};
	const given = called['arguments'];
	const text = asString(given) ?? (given ? writeJson(given) : '');
	return {
		id: asString(call['id']) ?? '',
		type: asString(call['type']) ?? 'function',
		index: asNumber(call['index']) ?? position,
		function: {
			name: asString(called['name']) ?? '',
			arguments: finalArguments(text, finishReason),
		},
	};
}
