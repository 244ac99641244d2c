/**
 * How many tokens a model reads of a text; the rest is left out of the vector, without a word.
 * Source: https://docs.together.ai/docs/inference/embeddings/embeddings
 */
const READS_TOKENS: ReadonlyMap<string, number> = new Map([
	['intfloat/multilingual-e5-large-instruct', 514],
]);

/**
 * Tokens per character, as the tokenizers of multilingual models cut: estimates on the safe side. Scripts
 * without spaces between words take about twice as many.
 */
const TOKENS_PER_CHARACTER = 0.32;
const TOKENS_PER_DENSE_CHARACTER = 0.64;
const DENSE =
	/[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Hangul}\p{Script=Thai}]/gu;

/** A search query in the form that the E5-instruct models were trained on; documents have none. */
export function withInstruction(instruction: string, query: string): string {
	return instruction.trim() === '' ? query : `Instruct: ${instruction.trim()}\nQuery: ${query}`;
}

/**
 * What to tell of texts that are longer than the model reads.
 * @returns undefined where there are none, or where it is not known how much the model reads
 */
export function cutOffWarning(model: string, texts: string[]): string | undefined {
	const limit = READS_TOKENS.get(model);
	if (limit === undefined) return undefined;
	const count = texts.filter((text) => estimateTokens(text) > limit).length;
	if (count === 0) return undefined;
	const who = texts.length === 1 ? 'The text is' : `${count} of ${texts.length} texts are`;
	return `${who} probably longer than the ${limit} tokens that this model reads (about 1,600 characters of English). The vector leaves out what comes after. Split texts into smaller pieces before.`;
}

function estimateTokens(text: string): number {
	const dense = text.match(DENSE)?.length ?? 0;
	return dense * TOKENS_PER_DENSE_CHARACTER + (text.length - dense) * TOKENS_PER_CHARACTER;
}
