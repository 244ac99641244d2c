import type { ChatCompletionDelta } from '../types';
import { asArray, isObject, type JsonObject } from '../../json';

/**
 * Collects log probabilities in the shape a single answer has. A stream gives a bare number beside
 * the token; some models give the lists of a single answer, piece by piece.
 */
export class TokenLogprobs {
	private readonly tokens: string[] = [];

	private readonly tokenIds: Array<number | null> = [];

	private readonly values: number[] = [];

	private lists: JsonObject | undefined;

	add({ logprobs, content, tokenId }: ChatCompletionDelta): void {
		if (typeof logprobs === 'number') {
			this.tokens.push(content ?? '');
			this.tokenIds.push(tokenId ?? null);
			this.values.push(logprobs);
		} else if (isObject(logprobs)) {
			this.lists = appendLists(this.lists ?? {}, logprobs);
		}
	}

	value(): JsonObject | null {
		if (this.lists) return this.lists;
		if (this.values.length === 0) return null;
		return { tokens: this.tokens, token_ids: this.tokenIds, token_logprobs: this.values };
	}
}

function appendLists(lists: JsonObject, more: JsonObject): JsonObject {
	const result = { ...lists };
	for (const [name, value] of Object.entries(more)) {
		const added = asArray(value);
		result[name] = added ? [...(asArray(lists[name]) ?? []), ...added] : value;
	}
	return result;
}
