import { cachedTokens } from './usage';
import type { ChatCompletionUsage } from './types';

/** What an answer cost, in USD. */
export interface Cost {
	total: number;
	input: number;
	output: number;
	currency: 'USD';
}

/** In USD per million tokens. */
export interface Pricing {
	input: number;
	output: number;
	cachedInput?: number;
}

const TOKENS_PER_PRICE = 1_000_000;

/** Digits after the decimal point: enough for one token of the cheapest model. */
const DIGITS = 10;

/**
 * Prices the tokens of an answer. Cached input has its own price where the model has one.
 */
export function costOf(usage: ChatCompletionUsage, pricing: Pricing): Cost {
	const cached = Math.min(cachedTokens(usage) ?? 0, usage.prompt_tokens);
	const cachedPrice = pricing.cachedInput ?? pricing.input;
	const input = (usage.prompt_tokens - cached) * pricing.input + cached * cachedPrice;
	const output = usage.completion_tokens * pricing.output;
	return {
		total: toUsd(input + output),
		input: toUsd(input),
		output: toUsd(output),
		currency: 'USD',
	};
}

/** Rounded, as sums of binary fractions end in noise. */
function toUsd(priced: number): number {
	return Number((priced / TOKENS_PER_PRICE).toFixed(DIGITS));
}
