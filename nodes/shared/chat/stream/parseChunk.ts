import { parseContent, parseThoughts } from '../contentBlocks';
import { CALL_FIELDS, EVENT_FIELDS } from '../otherFields';
import { parseAdditions } from '../parseCompletion';
import { parseUsage } from '../parseUsage';
import type {
	ChatCompletionChunk,
	ChatCompletionDelta,
	ChatCompletionUsage,
	ChatToolCallDelta,
} from '../types';
import { writeJson } from '../../depth';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../../json';

/**
 * Reads one event of a stream, in today's shape (`choices[].delta`) or the older one (top-level
 * `token`, `finish_reason` and `generated_text`, text in `choices[].text`). Some servers send the whole
 * message in the place of its pieces.
 * Sources: https://docs.together.ai/docs/inference-rest, the `CompletionChunk` of the API's spec.
 */
export function parseChunk(event: JsonObject): ChatCompletionChunk {
	const chunk: ChatCompletionChunk = { deltas: parseDeltas(event) };
	// Every token comes through here: what only the first or last event has costs the others nothing.
	if (event['warnings'] || event['prompt']) Object.assign(chunk, parseAdditions(event));
	const id = asString(event['id']);
	const created = asNumber(event['created']);
	const model = asString(event['model']);
	const usage = event['usage'] ? parseUsage(event['usage']) : usageOfChoice(chunk.deltas);
	if (id) chunk.id = id;
	if (created !== undefined) chunk.created = created;
	if (model) chunk.model = model;
	if (usage) chunk.usage = usage;
	const others = EVENT_FIELDS.answer.others(event);
	if (others) chunk.others = others;
	return chunk;
}

/** Kimi's models tell it inside a choice, where it is a field that is not known. */
function usageOfChoice(deltas: ChatCompletionDelta[]): ChatCompletionUsage | undefined {
	for (const { others } of deltas) if (others?.['usage']) return parseUsage(others['usage']);
	return undefined;
}

function parseDeltas(event: JsonObject): ChatCompletionDelta[] {
	const token = asObject(event['token']);
	const older = token !== undefined || event['generated_text'] !== undefined;
	const choices = asArray(event['choices']) ?? [];
	if (older && choices.length === 0) return [parseDelta({}, 0, event)];
	return choices.map((choice, position) =>
		parseDelta(asObject(choice) ?? {}, position, older ? event : undefined),
	);
}

/** @param older the event itself when it has the older shape */
function parseDelta(
	choice: JsonObject,
	position: number,
	older: JsonObject | undefined,
): ChatCompletionDelta {
	const delta = asObject(choice['delta']) ?? asObject(choice['message']);
	const token = asObject(older?.['token']);
	const result: ChatCompletionDelta = { index: asNumber(choice['index']) ?? position };

	const content = delta ? parseContent(delta['content']) : olderText(choice, token);
	const isSpecial = token?.['special'] === true && content === token['text'];
	if (content !== null && !isSpecial) result.content = content;
	const finishReason = asString(choice['finish_reason']) ?? asString(older?.['finish_reason']);
	if (finishReason) result.finishReason = finishReason;
	const role = asString(delta?.['role']);
	if (role) result.role = role;
	if (delta?.['reasoning'] || delta?.['reasoning_content'] || Array.isArray(delta?.['content'])) {
		Object.assign(result, reasoningOf(delta ?? {}));
	}
	const toolCalls = asArray(delta?.['tool_calls']);
	if (toolCalls?.length) result.toolCalls = toolCalls.filter(isObject).map(parseToolCallDelta);
	const logprobs = asNumber(choice['logprobs']) ?? asObject(choice['logprobs']);
	if (logprobs !== undefined) result.logprobs = logprobs;
	const tokenId = asNumber(delta?.['token_id']);
	if (tokenId !== undefined) result.tokenId = tokenId;
	if (typeof choice['seed'] === 'number') result.seed = choice['seed'];
	const generatedText = asString(older?.['generated_text']);
	if (generatedText) result.generatedText = generatedText;
	const others = EVENT_FIELDS.choice.others(choice);
	if (others) result.others = others;
	const messageOthers = delta && EVENT_FIELDS.message.others(delta);
	if (messageOthers) result.messageOthers = messageOthers;
	const called = asObject(delta?.['function_call']);
	if (called) result.messageOthers = { ...messageOthers, function_call: called };
	return result;
}

/** Text of the older shape. Special tokens, for instance the end mark, are not part of it. */
function olderText(choice: JsonObject, token: JsonObject | undefined): string | null {
	if (token?.['special'] === true) return null;
	return asString(choice['text']) ?? asString(token?.['text']) ?? null;
}

/** The reasoning of a message or a piece of one, under whichever key it came. */
export function reasoningOf(
	delta: JsonObject,
): Pick<ChatCompletionDelta, 'reasoning' | 'reasoningKey'> {
	for (const reasoningKey of ['reasoning', 'reasoning_content'] as const) {
		const reasoning = asString(delta[reasoningKey]);
		if (reasoning) return { reasoning, reasoningKey };
	}
	const thoughts = parseThoughts(delta['content']);
	return thoughts ? { reasoning: thoughts, reasoningKey: 'reasoning' } : {};
}

function parseToolCallDelta(call: JsonObject): ChatToolCallDelta {
	const called = asObject(call['function']);
	const custom = called ? undefined : asObject(call['custom']);
	const index = asNumber(call['index']);
	const id = asString(call['id']);
	const type = custom ? 'custom' : asString(call['type']);
	const name = asString((called ?? custom)?.['name']);
	const given = custom ? custom['input'] : called?.['arguments'];
	// Some servers send them as an object, in one piece.
	const text = isObject(given) ? writeJson(given) : asString(given);
	const others = CALL_FIELDS.others(call);
	return {
		...(index !== undefined && { index }),
		...(id && { id }),
		...(type && { type }),
		...(name && { name }),
		...(text !== undefined && { arguments: text }),
		...(others && { others }),
	};
}
