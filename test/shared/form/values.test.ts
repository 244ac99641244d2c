import { FormError } from '../../../nodes/shared/form/formError';
import {
	boolean,
	jsonObject,
	number,
	oneOf,
	jsonValue,
	show,
	text,
	textList,
} from '../../../nodes/shared/form/values';
import { failing } from '../../support/failing';

const LONG = 'a text of the user that may well be a prompt';

function fault(problem: string): FormError {
	return new FormError('Field', problem);
}

describe('number', () => {
	it.each([
		[0.5, 0.5],
		[0, 0],
		[-3, -3],
		['0.5', 0.5],
		[' 7 ', 7],
		['1e2', 100],
	])('reads %p as %p', (value, read) => {
		expect(number({})(value, 'Field')).toBe(read);
	});

	it.each([
		['', 'empty'],
		['  ', '"  "'],
		[null, 'empty'],
		[undefined, 'empty'],
		['many', '"many"'],
		[LONG, 'a longer text'],
		[true, 'true'],
		[Number.NaN, 'NaN'],
		[Infinity, 'Infinity'],
		['1e999', '"1e999"'],
		[[1], 'a list'],
		[{ value: 1 }, 'an object'],
	])('refuses %p', (value, shown) => {
		expect(() => number({})(value, 'Field')).toThrow(fault(`must be a number, but is ${shown}`));
	});

	it.each([
		[{ min: 0, max: 2 }, -0.1, 'from 0 to 2'],
		[{ min: 0, max: 2 }, 2.1, 'from 0 to 2'],
		[{ min: 1 }, 0, '1 or more'],
		[{ max: 5 }, 6, '5 or less'],
	])('keeps within %p', (limits, value, range) => {
		expect(() => number(limits)(value, 'Field')).toThrow(
			fault(`must be ${range}, but is ${value}`),
		);
	});

	it.each([0, 2])('takes the limits themselves: %d', (value) => {
		expect(number({ min: 0, max: 2 })(value, 'Field')).toBe(value);
	});

	it('takes whole numbers only, where told', () => {
		const read = number({ integer: true });
		expect(read('3', 'Field')).toBe(3);
		expect(() => read(3.5, 'Field')).toThrow(fault('must be a whole number, but is 3.5'));
	});
});

describe('text', () => {
	it('is read without surrounding spaces', () => {
		expect(text(' max\n', 'Field')).toBe('max');
	});

	it.each(['', '  ', null, undefined, 5, {}])('may not be %p', (value) => {
		expect(() => text(value, 'Field')).toThrow(fault('is empty'));
	});
});

describe('boolean', () => {
	it.each([
		[true, true],
		['true', true],
		[false, false],
		['false', false],
	])('reads %p as %p', (value, read) => {
		expect(boolean(value, 'Field')).toBe(read);
	});

	it.each([
		['yes', '"yes"'],
		[1, '1'],
		[0, '0'],
		['', 'empty'],
		[null, 'empty'],
	])('refuses %p', (value, shown) => {
		expect(() => boolean(value, 'Field')).toThrow(fault(`must be true or false, but is ${shown}`));
	});
});

describe('oneOf', () => {
	const read = oneOf(['auto', 'on', 'off']);

	it.each(['auto', 'on', 'off'])('takes %p', (word) => {
		expect(read(word, 'Field')).toBe(word);
	});

	it.each([
		['ON', '"ON"'],
		['', 'empty'],
		[true, 'true'],
		[['on'], 'a list'],
	])('refuses %p', (value, shown) => {
		expect(() => read(value, 'Field')).toThrow(
			fault(`must be one of auto, on, off, but is ${shown}`),
		);
	});
});

describe('jsonObject', () => {
	it.each([
		['{"a": {"b": [1]}}', { a: { b: [1] } }],
		[{ a: 1 }, { a: 1 }],
		[' {} ', {}],
	])('reads %p', (value, read) => {
		expect(jsonObject(value, 'Field')).toEqual(read);
	});

	it.each([
		['[1]', 'must be a JSON object, but is a list'],
		['"a"', 'must be a JSON object, but is "a"'],
		['5', 'must be a JSON object, but is 5'],
		['null', 'must be a JSON object, but is empty'],
		[null, 'must be a JSON object, but is empty'],
		[7, 'must be a JSON object, but is 7'],
		['', 'is not valid JSON'],
		['{"a": 1', 'is not valid JSON (at position 7)'],
		['{a: 1}', 'is not valid JSON (at position 1)'],
	])('refuses %p', (value, problem) => {
		expect(() => jsonObject(value, 'Field')).toThrow(fault(problem));
	});

	it('does not repeat text that is not JSON', () => {
		expect(() => jsonValue(LONG, 'Field')).toThrow(FormError);
		expect(() => jsonValue(LONG, 'Field')).not.toThrow(new RegExp('prompt|user'));
	});
});

describe('textList', () => {
	it.each([
		[
			['###', ' '],
			['###', ' '],
		],
		['\n', ['\n']],
		[
			[42, 'b', 0],
			['42', 'b', '0'],
		],
		[42, ['42']],
		[[], []],
	])('reads %p', (value, read) => {
		expect(textList(value, 'Field')).toEqual(read);
	});

	it.each([[['a', '']], [''], [null], [[NaN]], [[true]], [{}]])('refuses %p', (value) => {
		expect(() => textList(value, 'Field')).toThrow(
			failing({
				name: 'FormError',
				message: 'Field has an empty entry',
				advice: 'Remove the entry or fill it in.',
			}),
		);
	});
});

describe('show', () => {
	it.each([
		['short', '"short"'],
		['x'.repeat(20), `"${'x'.repeat(20)}"`],
		['x'.repeat(21), 'a longer text'],
		['', 'empty'],
		[null, 'empty'],
		[undefined, 'empty'],
		[0, '0'],
		[false, 'false'],
		[[], 'a list'],
		[{}, 'an object'],
	])('shows %p', (value, shown) => {
		expect(show(value)).toBe(shown);
	});
});

it('tells the field and the advice of an error apart', () => {
	const error = new FormError('Seed', 'must be a number', 'Enter one.');
	expect(error).toMatchObject({
		name: 'FormError',
		field: 'Seed',
		message: 'Seed must be a number',
		advice: 'Enter one.',
	});
});
