import type { ChatCompletionUsage } from './types';
import { asNumber, asObject } from '../json';

/**
 * Reads the tokens of an answer. The API puts cached tokens beside the others or inside
 * `prompt_tokens_details`, depending on the model, and SGLang reasoning tokens beside the others. Fields this package does not know stay in it.
 * @returns undefined when the answer has none: `usage` may be null or missing
 */
export function parseUsage(value: unknown): ChatCompletionUsage | undefined {
	const usage = asObject(value);
	if (!usage) return undefined;
	const prompt = asNumber(usage['prompt_tokens']);
	const completion = asNumber(usage['completion_tokens']);
	if (prompt === undefined && completion === undefined) return undefined;
	const {
		cached_tokens: cached,
		reasoning_tokens: reasoned,
		prompt_tokens_details: promptDetails,
		completion_tokens_details: completionDetails,
		...rest
	} = usage;
	const cachedTokens = asNumber(cached);
	const promptCached = asNumber(asObject(promptDetails)?.['cached_tokens']);
	const reasoningTokens = asNumber(reasoned);
	const reasoning = asNumber(asObject(completionDetails)?.['reasoning_tokens']);
	return {
		...rest,
		prompt_tokens: prompt ?? 0,
		completion_tokens: completion ?? 0,
		total_tokens: asNumber(usage['total_tokens']) ?? (prompt ?? 0) + (completion ?? 0),
		...(cachedTokens !== undefined && { cached_tokens: cachedTokens }),
		...(reasoningTokens !== undefined && { reasoning_tokens: reasoningTokens }),
		...(promptCached !== undefined && {
			prompt_tokens_details: { ...asObject(promptDetails), cached_tokens: promptCached },
		}),
		...(reasoning !== undefined && {
			completion_tokens_details: { ...asObject(completionDetails), reasoning_tokens: reasoning },
		}),
	};
}
