import type { ChatCompletionDelta } from './types';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../json';

/** How likely a token was: the natural logarithm of its probability. */
export interface TokenLogprob {
	token: string;
	logprob: number;
	/** The alternatives that were asked for, the most likely first. */
	top?: Array<{ token: string; logprob: number }>;
}

/**
 * Log probabilities as one list, from either shape the API has: parallel lists (`tokens`,
 * `token_logprobs`, `top_logprobs`) or OpenAI's list of `content`.
 */
export function simplifyLogprobs(logprobs: JsonObject | null | undefined): TokenLogprob[] {
	const content = asArray(logprobs?.['content']);
	if (content) return content.filter(isObject).flatMap(fromEntry);
	const tokens = asArray(logprobs?.['tokens']) ?? [];
	const values = asArray(logprobs?.['token_logprobs']) ?? [];
	const tops = asArray(logprobs?.['top_logprobs']) ?? [];
	return tokens.flatMap((token, position) => {
		const logprob = asNumber(values[position]);
		if (typeof token !== 'string' || logprob === undefined) return [];
		return [{ token, logprob, ...withTop(fromMap(asObject(tops[position]) ?? {})) }];
	});
}

function fromEntry(entry: JsonObject): TokenLogprob[] {
	const token = asString(entry['token']);
	const logprob = asNumber(entry['logprob']);
	if (token === undefined || logprob === undefined) return [];
	const top = (asArray(entry['top_logprobs']) ?? []).filter(isObject).flatMap(fromEntry);
	return [{ token, logprob, ...withTop(top) }];
}

function fromMap(map: JsonObject): TokenLogprob[] {
	return Object.entries(map).flatMap(([token, value]) => {
		const logprob = asNumber(value);
		return logprob === undefined ? [] : [{ token, logprob }];
	});
}

function withTop(top: TokenLogprob[]): Pick<TokenLogprob, 'top'> {
	return top.length > 0 ? { top: [...top].sort((a, b) => b.logprob - a.logprob) } : {};
}

/**
 * Collects log probabilities in the shape a single answer has. A stream gives a bare number beside
 * the token; some models give the lists of a single answer, piece by piece.
 */
export class TokenLogprobs {
	private readonly tokens: string[] = [];

	private readonly tokenIds: Array<number | null> = [];

	private readonly values: number[] = [];

	/** Lists of our own, to which pieces are added: a copy of all for each piece would be quadratic. */
	private readonly lists = new Map<string, unknown>();

	add({ logprobs, content, tokenId }: ChatCompletionDelta): void {
		if (typeof logprobs === 'number') {
			this.tokens.push(content ?? '');
			this.tokenIds.push(tokenId ?? null);
			this.values.push(logprobs);
		} else if (isObject(logprobs)) {
			this.addLists(logprobs);
		}
	}

	value(): JsonObject | null {
		if (this.lists.size > 0) return Object.fromEntries(this.lists);
		if (this.values.length === 0) return null;
		return { tokens: this.tokens, token_ids: this.tokenIds, token_logprobs: this.values };
	}

	private addLists(more: JsonObject): void {
		for (const [name, value] of Object.entries(more)) {
			const [known, added] = [asArray(this.lists.get(name)), asArray(value)];
			if (known && added) for (const entry of added) known.push(entry);
			else this.lists.set(name, added ? [...added] : value);
		}
	}
}
