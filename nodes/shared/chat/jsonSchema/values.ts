import { canonical, lengthOf } from './canonical';
import type { Keywords } from './compiler';
import { FITS, UNKNOWN, type Check } from './visit';
import { asNumber, asString, isObject } from '../../json';

/** Characters of the allowed values that are named in a fault. */
const MAX_SHOWN = 200;

/** Keywords for a value as a whole, for numbers and for texts. */
export function valueChecks(keywords: Keywords): Check[] {
	return [
		...typeChecks(keywords),
		...equalChecks(keywords),
		...numberChecks(keywords),
		...textChecks(keywords),
	];
}

const IS: Record<string, (value: unknown) => boolean> = {
	array: Array.isArray,
	boolean: (value) => typeof value === 'boolean',
	integer: Number.isInteger,
	null: (value) => value === null,
	number: (value) => typeof value === 'number',
	object: isObject,
	string: (value) => typeof value === 'string',
};

/** `nullable` is OpenAPI's way to add `null` to a type. */
function typeChecks({ read }: Keywords): Check[] {
	const type = read('type');
	if (type === undefined) return [];
	const listed = [type].flat().map(String);
	const types = read('nullable') === true ? [...new Set([...listed, 'null'])] : listed;
	const tests = types.flatMap((name) => IS[name] ?? []);
	const message = `must be ${types.join(',')}`;
	return [(value, visit) => (tests.some((is) => is(value)) ? FITS : visit.fail(message))];
}

function equalChecks({ schema, read }: Keywords): Check[] {
	const checks: Check[] = [];
	const allowed = read('enum');
	if (Array.isArray(allowed)) {
		const values = new Set(allowed.map(canonical));
		const message = `must be equal to one of the allowed values (${shorten([...values].join(', '))})`;
		checks.push((value, visit) => (values.has(canonical(value)) ? FITS : visit.fail(message)));
	}
	if (Object.hasOwn(schema, 'const')) {
		const constant = canonical(schema['const']);
		const message = `must be equal to ${shorten(constant)}`;
		checks.push((value, visit) => (canonical(value) === constant ? FITS : visit.fail(message)));
	}
	return checks;
}

function shorten(text: string): string {
	return text.length > MAX_SHOWN ? `${text.slice(0, MAX_SHOWN)}…` : text;
}

function numberChecks({ read }: Keywords): Check[] {
	const rule = (
		keyword: string,
		sign: string,
		holds: (value: number, limit: number) => boolean,
	) => {
		const limit = asNumber(read(keyword));
		if (limit === undefined) return [];
		const check: Check = (value, visit) =>
			typeof value !== 'number' || holds(value, limit)
				? FITS
				: visit.fail(`must be ${sign} ${limit}`);
		return [check];
	};
	return [
		...rule('minimum', '>=', (value, limit) => value >= limit),
		...rule('maximum', '<=', (value, limit) => value <= limit),
		...rule('exclusiveMinimum', '>', (value, limit) => value > limit),
		...rule('exclusiveMaximum', '<', (value, limit) => value < limit),
		...rule('multipleOf', 'multiple of', isMultiple),
	];
}

/** 19.99 is a multiple of 0.01, though not as floating-point numbers go. */
function isMultiple(value: number, unit: number): boolean {
	const times = value / unit;
	return Math.abs(times - Math.round(times)) <= Math.abs(times) * 4 * Number.EPSILON;
}

function textChecks({ read, pattern }: Keywords): Check[] {
	const checks: Check[] = [];
	const add = (message: string, fits: (text: string) => boolean) =>
		checks.push((value, visit) =>
			typeof value !== 'string' || fits(value) ? FITS : visit.fail(message),
		);
	const min = asNumber(read('minLength'));
	const max = asNumber(read('maxLength'));
	if (max !== undefined) {
		add(
			`must NOT have more than ${max} characters`,
			(text) => text.length <= max || lengthOf(text) <= max,
		);
	}
	if (min !== undefined) {
		add(
			`must NOT have fewer than ${min} characters`,
			(text) => text.length >= min * 2 || lengthOf(text) >= min,
		);
	}
	const source = asString(read('pattern'));
	if (source === undefined) return checks;
	const readable = pattern(source);
	if (readable) add(`must match pattern "${source}"`, readable.fitsPart);
	else checks.push((value) => (typeof value === 'string' ? UNKNOWN : FITS));
	return checks;
}
