import { isObject } from './json';

/**
 * How deeply JSON may be nested that others wrote and that goes on to n8n, in levels. No honest answer
 * comes near it. On the default stack of Node.js 20, `JSON.stringify` overflows at 4,180 levels, n8n's
 * `deepCopy` at 3,700, `structuredClone` at 1,960 and a deep comparison at 1,250.
 */
export const MAX_DEPTH = 200;

/** What is said of that which has more, behind its name and a verb. */
export const TOO_DEEP = `nested more than ${MAX_DEPTH} levels deep`;

/**
 * True when lists and objects are nested in each other more deeply than {@link MAX_DEPTH}. It looks no
 * deeper than that, so it never overflows itself.
 */
export function isTooDeep(value: unknown, levels = MAX_DEPTH): boolean {
	if (Array.isArray(value)) {
		return levels === 0 || value.some((part) => isTooDeep(part, levels - 1));
	}
	if (!isObject(value)) return false;
	if (levels === 0) return true;
	// Log probabilities may be a million objects: a list of the values of each would take most of the time.
	for (const name in value) if (isTooDeep(value[name], levels - 1)) return true;
	return false;
}

/** The names of the fields whose values are nested too deeply. */
export function deepFields(fields: object): string[] {
	return Object.entries(fields).flatMap(([name, value]) => (isTooDeep(value) ? [name] : []));
}

/** The fields without those whose values are nested too deeply. */
export function withoutDeep<T extends object>(fields: T, deep = deepFields(fields)): T {
	if (deep.length === 0) return fields;
	const kept = { ...fields };
	for (const name of deep) Reflect.deleteProperty(kept, name);
	return kept;
}

/** Writes parsed JSON as text, whatever its depth: `JSON.stringify` overflows where it is too deep. */
export function writeJson(json: unknown): string {
	if (!isTooDeep(json)) return JSON.stringify(json);
	let text = '';
	const rest: Array<{ mark: string } | { value: unknown }> = [{ value: json }];
	for (let next = rest.pop(); next; next = rest.pop()) {
		if ('mark' in next) {
			text += next.mark;
		} else if (typeof next.value !== 'object' || next.value === null) {
			text += JSON.stringify(next.value);
		} else {
			const isList = Array.isArray(next.value);
			text += isList ? '[' : '{';
			rest.push({ mark: isList ? ']' : '}' });
			const parts = Object.entries(next.value);
			for (let at = parts.length - 1; at >= 0; at--) {
				const [name, value] = parts[at] ?? [];
				const separator = at > 0 ? ',' : '';
				const mark = isList ? separator : `${separator}${JSON.stringify(name)}:`;
				rest.push({ value }, { mark });
			}
		}
	}
	return text;
}
