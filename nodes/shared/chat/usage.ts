import type { ChatCompletionUsage } from './types';

/** The tokens of several requests that made one answer. */
export function addUsage(
	a: ChatCompletionUsage | null | undefined,
	b: ChatCompletionUsage | null | undefined,
): ChatCompletionUsage | null {
	if (!a || !b) return a ?? b ?? null;
	const cached = add(cachedTokens(a), cachedTokens(b));
	const reasoning = add(reasoningTokens(a), reasoningTokens(b));
	return {
		prompt_tokens: a.prompt_tokens + b.prompt_tokens,
		completion_tokens: a.completion_tokens + b.completion_tokens,
		total_tokens: a.total_tokens + b.total_tokens,
		...(cached !== undefined && { cached_tokens: cached }),
		...(reasoning !== undefined && {
			completion_tokens_details: { reasoning_tokens: reasoning },
		}),
	};
}

/** Prompt tokens that came from the cache, wherever the model tells them. */
export function cachedTokens(usage: ChatCompletionUsage): number | undefined {
	return usage.cached_tokens ?? usage.prompt_tokens_details?.cached_tokens;
}

/** Completion tokens spent on reasoning, where the model tells them. */
export function reasoningTokens(usage: ChatCompletionUsage): number | undefined {
	return usage.completion_tokens_details?.reasoning_tokens ?? usage.reasoning_tokens;
}

function add(a: number | undefined, b: number | undefined): number | undefined {
	return a === undefined && b === undefined ? undefined : (a ?? 0) + (b ?? 0);
}
