/**
 * Narrowing of values nobody has vouched for yet: JSON from the network, values from a form.
 * Every reader gives `undefined` for a value of another type, so the caller decides what that means.
 */

/** A JSON object whose fields are not known yet. */
export type JsonObject = Record<string, unknown>;

/** True for a plain object: neither `null` nor an array. */
export function isObject(value: unknown): value is JsonObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** The value if it is a string. */
export function asString(value: unknown): string | undefined {
	return typeof value === 'string' ? value : undefined;
}

/** The value if it is a finite number. */
export function asNumber(value: unknown): number | undefined {
	return typeof value === 'number' && Number.isFinite(value) ? value : undefined;
}

/** The value if it is an object. */
export function asObject(value: unknown): JsonObject | undefined {
	return isObject(value) ? value : undefined;
}

/** The value if it is an array, with its entries still unknown. */
export function asArray(value: unknown): unknown[] | undefined {
	return Array.isArray(value) ? value : undefined;
}

/** What became of a text that should be JSON. */
export type ParsedJson = { ok: true; value: unknown } | { ok: false; error: unknown };

/** Parses JSON without throwing: broken JSON is nothing unusual at an edge. */
export function parseJson(text: string): ParsedJson {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch (error) {
		return { ok: false, error };
	}
}
