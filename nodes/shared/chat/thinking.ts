import type { ChatCompletionMessage } from '../api/types';

/** What a model thought, apart from what it answered. */
export interface SplitAnswer {
	content: string;
	reasoning: string;
}

/**
 * Separates the reasoning of a message from its answer. Most models give it as `reasoning`, some as
 * `reasoning_content`, and some write it into the content between `<think>` tags; a model that was
 * cut off while thinking never closes them.
 * Source: https://docs.together.ai/docs/inference/chat/reasoning
 */
export function splitThinking(message: ChatCompletionMessage): SplitAnswer {
	const text = message.content ?? '';
	const told = message.reasoning || message.reasoning_content || '';
	const tagged = /^\s*<think>([\s\S]*?)(?:<\/think>\s*|$)/.exec(text);
	if (!tagged) return { content: text, reasoning: told };
	const thought = (tagged[1] ?? '').trim();
	return {
		content: text.slice(tagged[0].length),
		reasoning: [told, thought].filter(Boolean).join('\n'),
	};
}
