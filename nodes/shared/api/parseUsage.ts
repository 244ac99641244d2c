import type { ChatCompletionUsage } from './types';
import { asNumber, asObject } from '../unknown';

/**
 * Reads the tokens of an answer. The API puts cached tokens beside the others or inside
 * `prompt_tokens_details`, depending on the model.
 * @returns undefined when the answer has none: `usage` may be null or missing
 */
export function parseUsage(value: unknown): ChatCompletionUsage | undefined {
	const usage = asObject(value);
	if (!usage) return undefined;
	const prompt = asNumber(usage['prompt_tokens']);
	const completion = asNumber(usage['completion_tokens']);
	if (prompt === undefined && completion === undefined) return undefined;
	const cached = asNumber(usage['cached_tokens']);
	const promptDetails = asNumber(asObject(usage['prompt_tokens_details'])?.['cached_tokens']);
	const reasoning = asNumber(asObject(usage['completion_tokens_details'])?.['reasoning_tokens']);
	return {
		prompt_tokens: prompt ?? 0,
		completion_tokens: completion ?? 0,
		total_tokens: asNumber(usage['total_tokens']) ?? (prompt ?? 0) + (completion ?? 0),
		...(cached !== undefined && { cached_tokens: cached }),
		...(promptDetails !== undefined && {
			prompt_tokens_details: { cached_tokens: promptDetails },
		}),
		...(reasoning !== undefined && {
			completion_tokens_details: { reasoning_tokens: reasoning },
		}),
	};
}
