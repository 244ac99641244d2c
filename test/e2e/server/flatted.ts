type Json = unknown[] | Readonly<Record<string, unknown>>;

/**
 * Reads the form in which n8n stores executions: a list of values that name each other by their
 * position, written as a string; the first is the whole.
 */
export function parseFlatted(text: string): unknown {
	const stored = JSON.parse(text) as unknown[];
	const made = new Map<number, unknown>();

	const at = (index: number): unknown => {
		if (made.has(index)) return made.get(index);
		const value = stored[index];
		if (Array.isArray(value)) return fill(index, [], value);
		if (typeof value === 'object' && value !== null) return fill(index, {}, value as Json);
		return value;
	};

	/** Kept before it is filled, as values may name those that hold them. */
	const fill = (index: number, empty: object, value: Json): unknown => {
		made.set(index, empty);
		const entries = Object.entries(value).map(([key, entry]) => [
			key,
			typeof entry === 'string' ? at(Number(entry)) : entry,
		]);
		return Object.assign(empty, Object.fromEntries(entries));
	};

	return at(0);
}
