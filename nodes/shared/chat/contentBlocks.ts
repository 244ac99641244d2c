import { asArray, asObject, asString } from '../json';

/**
 * Text as a string. Some servers send a list of blocks, of which the text is kept; a string is what
 * nearly all send.
 */
export function parseContent(content: unknown): string | null {
	if (typeof content === 'string') return content;
	const blocks = asArray(content);
	return blocks ? textOf(blocks.filter((block) => asObject(block)?.['type'] !== 'thinking')) : null;
}

/**
 * What is thought in the blocks of a content: Mistral sends `{type: 'thinking', thinking: [{text}]}`
 * between blocks of text. Source: https://docs.mistral.ai/capabilities/reasoning
 */
export function parseThoughts(content: unknown): string {
	const blocks = asArray(content) ?? [];
	return blocks
		.map((block) => asObject(block)?.['thinking'])
		.map((thinking) => asString(thinking) ?? textOf(asArray(thinking) ?? []))
		.join('');
}

function textOf(blocks: unknown[]): string {
	return blocks.map((block) => asString(asObject(block)?.['text']) ?? '').join('');
}
