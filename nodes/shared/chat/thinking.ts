import type { ChatCompletionMessage } from './types';

/** What a model thought, apart from what it answered. */
export interface SplitAnswer {
	content: string;
	reasoning: string;
}

/** What some models write around their thinking, at the start of the content. */
export const OPENING = '<think>';
export const CLOSING = '</think>';

const BEGINS_LINE = /(^|\n)[ \t]*$/;
const EMPTY_LINE_FOLLOWS = /^[ \t]*\r?\n[ \t]*\r?\n/;

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
 * Many chat templates write the opening tag into the prompt, so that the text only closes it, on a
 * line of its own. A text may also speak of the tag: then it stands in a sentence, in code or JSON, or
 * the reasoning came apart.
 */
function splitClosed(text: string, told: string): SplitAnswer {
	const end = text.indexOf(CLOSING);
	const before = text.slice(0, end);
	const isPartOfAnswer =
		end === -1 ||
		!(BEGINS_LINE.test(before) || EMPTY_LINE_FOLLOWS.test(text.slice(end + CLOSING.length))) ||
		isInCode(before) ||
		before.includes(OPENING) ||
		/^\s*[{[]/.test(before) ||
		(told !== '' && before.trim() !== '');
	return isPartOfAnswer ? { content: text, reasoning: '' } : splitTagged(text);
}

function isInCode(before: string): boolean {
	const fences = before.split('```').length - 1;
	return fences % 2 === 1;
}
