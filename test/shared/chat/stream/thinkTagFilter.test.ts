import { choiceOf } from '../../../support/choices';
import { ThinkTagFilter } from '../../../../nodes/shared/chat/stream/thinkTagFilter';
import { splitThinking } from '../../../../nodes/shared/chat/thinking';

/** What is given for each piece, and at the end. */
function given(pieces: string[]): string[] {
	const text = new ThinkTagFilter();
	return [...pieces.map((piece) => text.add(piece)), text.end()];
}

const said = (pieces: string[]) => given(pieces).join('');

/** Every way to cut a text in three, and into its single characters. */
function* splits(text: string): Generator<string[]> {
	for (let first = 0; first <= text.length; first++) {
		for (let second = first; second <= text.length; second++) {
			yield [text.slice(0, first), text.slice(first, second), text.slice(second)];
		}
	}
	yield [...text];
}

/** Every text of up to so many of these parts. */
function textsOf(parts: string[], count: number): string[] {
	const shorter = count === 0 ? [] : textsOf(parts, count - 1);
	return ['', ...shorter.flatMap((text) => parts.map((part) => part + text))];
}

const TEXTS = [
	['', ''],
	['Hi', 'Hi'],
	['  \n Hi ', '  \n Hi '],
	['<think>Hm</think>Hi', 'Hi'],
	['\n<think>\nHm,\nwell.\n</think>\n\nHi there\n', 'Hi there\n'],
	['<think>\n\n</think>\n\nHi', 'Hi'],
	['<think>never closed', ''],
	['<think>a</think>', ''],
	['<think>a</think', ''],
	['<think>a</thin</think> b', 'b'],
	['<think>a</think>Use <think>b</think>.', 'Use <think>b</think>.'],
	['Write <think>x</think>.', 'Write <think>x</think>.'],
	['<thing>', '<thing>'],
	['<thin', '<thin'],
	[' <', ' <'],
	['<<think>a</think>', '<<think>a</think>'],
] as const;

it.each(TEXTS)('says of %j: %j, however it is cut', (text, expected) => {
	for (const pieces of splits(text)) expect(said(pieces)).toBe(expected);
});

it.each(TEXTS)('says of %j what its item will say', (text) => {
	expect(said([text])).toBe(splitThinking(choiceOf({ content: text }).message).content);
});

it('says the same however any text is cut', () => {
	const texts = new Set(textsOf(['<', '<think>', '</think>', '</', 'think>', ' ', 'a'], 4));
	expect(texts.size).toBeGreaterThan(2000);
	for (const text of texts) {
		const whole = said([text]);
		for (const pieces of splits(text)) {
			// A matcher for each of so many splits would be slow.
			if (said(pieces) !== whole) throw new Error(`${JSON.stringify(pieces)} is cut differently`);
		}
	}
});

it.each([
	[
		['Hi', ' there'],
		['Hi', ' there', ''],
	],
	[
		[' ', '<', 'b>', 'c'],
		['', '', ' <b>', 'c', ''],
	],
	[
		['<think>', 'Hm', '</think>', '\n', 'Hi', ' '],
		['', '', '', '', 'Hi', ' ', ''],
	],
	[
		['<thi', 'nk'],
		['', '', '<think'],
	],
])('holds back of %j no more than it must', (pieces, expected) => {
	expect(given(pieces)).toEqual(expected);
});
