import type { Pricing } from '../cost';

/**
 * What a batch costs of the usual price, by model. All others cost the same as live answers.
 * Source: https://docs.together.ai/docs/inference/batch/overview, September 2026
 */
const SHARE: Readonly<Record<string, number>> = {
	'meta-llama/Llama-3.3-70B-Instruct-Turbo': 0.5,
};

/** What the tokens of a model cost in a batch. */
export function batchPricing(model: string, pricing: Pricing): Pricing {
	const share = SHARE[model] ?? 1;
	const { input, output, cachedInput } = pricing;
	return {
		input: input * share,
		output: output * share,
		...(cachedInput !== undefined && { cachedInput: cachedInput * share }),
	};
}
