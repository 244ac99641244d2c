import type { ChatCompletionMessage } from '../api/types';

/** What a model thought, apart from what it answered. */
export interface SplitAnswer {
	content: string;
	reasoning: string;
}

const OPENING = '<think>';
const CLOSING = '</think>';

/**
 * Separates the reasoning of a message from its answer. Most models give it as `reasoning`, some as
 * `reasoning_content`, and some write it into the content between `<think>` tags; a model that was
 * cut off while thinking never closes them.
 * Source: https://docs.together.ai/docs/inference/chat/reasoning
 */
export function splitThinking(message: ChatCompletionMessage): SplitAnswer {
	const text = message.content ?? '';
	const told = message.reasoning || message.reasoning_content || '';
	const written = text.trimStart().startsWith(OPENING)
		? splitTagged(text.trimStart().slice(OPENING.length))
		: splitClosed(text, told);
	return {
		content: written.content,
		reasoning: [told, written.reasoning].filter(Boolean).join('\n'),
	};
}

/** @param text what follows the opening tag */
function splitTagged(text: string): SplitAnswer {
	const end = text.indexOf(CLOSING);
	if (end === -1) return { content: '', reasoning: text.trim() };
	return {
		content: text.slice(end + CLOSING.length).trimStart(),
		reasoning: text.slice(0, end).trim(),
	};
}

/**
 * Many chat templates write the opening tag into the prompt, so that the text only closes it. A text
 * may also speak of the tag: then the tag is quoted, stands in JSON, or the reasoning came apart.
 */
function splitClosed(text: string, told: string): SplitAnswer {
	const [before = '', after] = text.split(CLOSING, 2);
	const isPartOfAnswer =
		after === undefined ||
		before.includes(OPENING) ||
		/^\s*[{[]/.test(before) ||
		(before.endsWith('`') && after.startsWith('`')) ||
		(told !== '' && before.trim() !== '');
	return isPartOfAnswer ? { content: text, reasoning: '' } : splitTagged(text);
}
