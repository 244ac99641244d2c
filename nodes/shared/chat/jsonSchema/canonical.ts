import { isObject } from '../../json';

/** JSON in one form, whatever the order of names: equal for values that JSON Schema calls equal. */
export function canonical(value: unknown): string {
	if (Array.isArray(value)) return `[${value.map(canonical).join()}]`;
	if (!isObject(value)) return JSON.stringify(value);
	const fields = Object.keys(value)
		.sort()
		.map((name) => `${JSON.stringify(name)}:${canonical(value[name])}`);
	return `{${fields.join()}}`;
}

/** How many characters a text has, not how many UTF-16 units. */
export function lengthOf(text: string): number {
	let length = text.length;
	for (let at = 0; at < text.length; at++) if ((text.codePointAt(at) ?? 0) > 0xffff) length--;
	return length;
}
