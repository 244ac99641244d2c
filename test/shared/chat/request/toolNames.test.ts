import fc from 'fast-check';

import { toolNames } from '../../../../nodes/shared/chat/request/toolNames';

it.each([
	{ given: ['calculator'], names: ['calculator'] },
	{ given: ['get-weather now'], names: ['get_weather_now'] },
	{ given: ['a.b', 'a-b', 'a b'], names: ['a_b', 'a_b_2', 'a_b_3'] },
	{ given: ['a', 'a_2', 'a'], names: ['a', 'a_2', 'a_3'] },
	{ given: ['2nd'], names: ['_2nd'] },
	{ given: [''], names: ['tool'] },
	{ given: ['日本'], names: ['_'] },
	{ given: ['x'.repeat(70)], names: ['x'.repeat(64)] },
	{
		given: ['x'.repeat(70), 'x'.repeat(64)],
		names: ['x'.repeat(64), `${'x'.repeat(62)}_2`],
	},
])('makes $names of $given', ({ given, names }) => {
	expect(toolNames(given)).toEqual(names);
});

const anyName = fc.oneof(fc.string(), fc.constantFrom('a b', 'a-b', 'a.b', 'a_b_2', '1', ''));

it('gives every tool a name of its own that the API takes', () => {
	fc.assert(
		fc.property(fc.array(anyName), (given) => {
			const names = toolNames(given);
			expect(names).toHaveLength(given.length);
			expect(new Set(names).size).toBe(names.length);
			for (const name of names) expect(name).toMatch(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
		}),
	);
});

it('gives the same names every time, and none changes for a tool that is added behind', () => {
	fc.assert(
		fc.property(fc.array(anyName), anyName, (given, more) => {
			const names = toolNames(given);
			expect(toolNames(given)).toEqual(names);
			expect(toolNames([...given, more]).slice(0, -1)).toEqual(names);
		}),
	);
});

it('keeps names that the API takes as they are', () => {
	const valid = fc.stringMatching(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/);
	fc.assert(
		fc.property(fc.uniqueArray(valid), (given) => {
			expect(toolNames(given)).toEqual(given);
		}),
	);
});
