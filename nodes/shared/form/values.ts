import { FormError } from './formError';
import { isTooDeep, TOO_DEEP } from '../depth';
import { asNumber, asString, isObject, parseJson, type JsonObject } from '../json';

/** Reads one value of the form, or throws a `FormError` that names its label. */
export type FormReader<T> = (value: unknown, label: string) => T;

/** A number, also one that an expression gave as text. */
export function number(limits: {
	min?: number;
	max?: number;
	integer?: boolean;
}): FormReader<number> {
	return (value, label) => {
		const parsed = toNumber(value);
		if (parsed === undefined) {
			throw new FormError(label, `must be a number, but is ${show(value)}`);
		}
		const { min = -Infinity, max = Infinity, integer = false } = limits;
		if (parsed < min || parsed > max) {
			throw new FormError(label, `must be ${range(limits)}, but is ${parsed}`);
		}
		if (integer && !Number.isInteger(parsed)) {
			throw new FormError(label, `must be a whole number, but is ${parsed}`);
		}
		return parsed;
	};
}

/** Text that is not empty, as it is. */
export const nonEmpty: FormReader<string> = (value, label) => {
	const parsed = asString(value);
	if (!parsed?.trim()) throw new FormError(label, 'is empty');
	return parsed;
};

/** Text that is not empty, without surrounding spaces. */
export const text: FormReader<string> = (value, label) => nonEmpty(value, label).trim();

/** True or false, also as the words an expression may give. */
export const boolean: FormReader<boolean> = (value, label) => {
	if (value === true || value === 'true') return true;
	if (value === false || value === 'false') return false;
	throw new FormError(label, `must be true or false, but is ${show(value)}`);
};

/** One of a fixed list of words. */
export function oneOf<const T extends string>(words: readonly T[]): FormReader<T> {
	return (value, label) => {
		const word = words.find((candidate) => candidate === value);
		if (word === undefined) {
			throw new FormError(label, `must be one of ${words.join(', ')}, but is ${show(value)}`);
		}
		return word;
	};
}

/** A JSON object, written as text or given by an expression. */
export const jsonObject: FormReader<JsonObject> = (value, label) => {
	const parsed = jsonValue(value, label);
	if (!isObject(parsed)) {
		throw new FormError(label, `must be a JSON object, but is ${show(parsed)}`);
	}
	return parsed;
};

/** A list of texts that are not empty, also as numbers; a single text is a list of one. */
export const textList: FormReader<string[]> = (value, label) => {
	const entries: unknown[] = Array.isArray(value) ? value : [value];
	return entries.map((entry) => {
		const parsed = asNumber(entry)?.toString() ?? asString(entry);
		if (!parsed)
			throw new FormError(label, 'has an empty entry', 'Remove the entry or fill it in.');
		return parsed;
	});
};

/** JSON written as text is parsed, a value given by an expression is taken as it is. */
export const jsonValue: FormReader<unknown> = (value, label) => {
	if (typeof value !== 'string') return value;
	const parsed = parseJson(value);
	if (!parsed.ok) throw new FormError(label, `is not valid JSON${jsonFaultPlace(parsed.error)}`);
	if (isTooDeep(parsed.value)) throw new FormError(label, `is ${TOO_DEEP}`);
	return parsed.value;
};

/** A value in an error message: a longer text may be a prompt and is not shown. */
export function show(value: unknown): string {
	if (value === undefined || value === null || value === '') return 'empty';
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	if (typeof value === 'string') return value.length > 20 ? 'a longer text' : `"${value}"`;
	return Array.isArray(value) ? 'a list' : 'an object';
}

/**
 * Where JSON is broken, in brackets, from what the parser threw. The parser also quotes the text,
 * which may be a prompt or a reply and is left out.
 */
export function jsonFaultPlace(error: unknown): string {
	const words = error instanceof Error ? error.message : '';
	const place = /position \d+/.exec(words)?.[0] ?? /token '.'/u.exec(words)?.[0];
	return place ? ` (at ${place})` : '';
}

function toNumber(value: unknown): number | undefined {
	if (typeof value === 'string' && value.trim() === '') return undefined;
	if (typeof value !== 'number' && typeof value !== 'string') return undefined;
	const parsed = Number(value);
	return Number.isFinite(parsed) ? parsed : undefined;
}

function range({ min, max }: { min?: number; max?: number }): string {
	if (min !== undefined && max !== undefined) return `from ${min} to ${max}`;
	return min !== undefined ? `${min} or more` : `${max} or less`;
}
