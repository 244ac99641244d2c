import { LineDecoder } from '../../../nodes/shared/http/lines';

function linesOf(text: string, cutAt: number): string[] {
	const bytes = new TextEncoder().encode(text);
	const decoder = new LineDecoder();
	const lines: string[] = [];
	for (let at = 0; at < bytes.length; at += cutAt) {
		lines.push(...decoder.feed(bytes.subarray(at, at + cutAt)));
	}
	return [...lines, ...decoder.end()];
}

describe('the lines of a body', () => {
	const text = 'Grüße\n\n👩‍🚀\u2028 next\r\nlast';

	it.each([1, 2, 3, 5, 1000])('are the same in pieces of %d bytes', (cutAt) => {
		expect(linesOf(text, cutAt)).toEqual(['Grüße', '', '👩‍🚀\u2028 next\r', 'last']);
	});

	it('end with the last line end, where there is one', () => {
		expect(linesOf('a\nb\n', 2)).toEqual(['a', 'b']);
		expect(linesOf('', 1)).toEqual([]);
	});
});
