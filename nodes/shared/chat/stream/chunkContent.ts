import type { ChatCompletionChunk, ChatCompletionDelta } from '../types';

/** What a piece of text costs beside its characters, in bytes. */
const PER_PIECE = 64;

/**
 * What stays of a chunk, in bytes: of most only a little text.
 * @returns undefined where more stays of it than that
 */
export function keptOf({ deltas, others }: ChatCompletionChunk): number | undefined {
	if (others) return undefined;
	let kept = PER_PIECE;
	for (const { content = '', reasoning = '', ...rest } of deltas) {
		if (rest.toolCalls || rest.logprobs !== undefined) return undefined;
		if (rest.others || rest.messageOthers || rest.generatedText) return undefined;
		kept += PER_PIECE + content.length + reasoning.length;
	}
	return kept;
}

/** Whether a piece of a choice is progress: one that is empty may only keep the connection open. */
export function saysSomething(delta: ChatCompletionDelta): boolean {
	const { content, reasoning, toolCalls, finishReason, generatedText, messageOthers } = delta;
	const isText = content || reasoning || generatedText;
	const isToken = delta.tokenId !== undefined || delta.logprobs !== undefined;
	return !!(isText || toolCalls || finishReason || messageOthers) || isToken;
}
