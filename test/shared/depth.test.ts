import { isTooDeep, MAX_DEPTH, withoutDeep, writeJson } from '../../nodes/shared/depth';

function nested(levels: number, [open, close] = ['[', ']']): unknown {
	return JSON.parse(`${open?.repeat(levels)}${close?.repeat(levels)}`);
}

it.each([
	[0, false],
	[MAX_DEPTH, false],
	[MAX_DEPTH + 1, true],
	[3_000, true],
	[100_000, true],
])('tells whether %i levels are too deep', (levels, expected) => {
	const value = levels === 0 ? 'text' : nested(levels);
	expect(isTooDeep(value)).toBe(expected);
});

it('finds what is too deep behind what is not', () => {
	const value = { flat: [1, null, 'x', {}], wide: Array(1_000).fill([[]]), a: nested(MAX_DEPTH) };
	expect(isTooDeep(value)).toBe(true);
	expect(Object.keys(withoutDeep({ ...value, deep: nested(MAX_DEPTH + 1) }))).toEqual([
		'flat',
		'wide',
		'a',
	]);
});

it('gives fields back as they are when none is too deep', () => {
	const fields = { a: [1] };
	expect(withoutDeep(fields)).toBe(fields);
});

describe('writes JSON as JSON.stringify does', () => {
	it.each([1, MAX_DEPTH + 1, 1_000])('with %i levels', (levels) => {
		const inner = nested(levels);
		const value = { a: [1, inner, null, 'q"\n'], 'k"': { t: true }, e: {}, l: [], z: [[], [2, 3]] };
		expect(writeJson(value)).toBe(JSON.stringify(value));
	});

	it('and where that overflows', () => {
		const text = '['.repeat(100_000) + ']'.repeat(100_000);
		expect(writeJson(JSON.parse(text))).toBe(text);
	});
});
