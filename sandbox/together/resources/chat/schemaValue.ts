type Schema = Readonly<Record<string, unknown>>;

const FORMATS: Readonly<Record<string, string>> = {
	'date-time': '2025-01-01T00:00:00Z',
	date: '2025-01-01',
	time: '00:00:00Z',
	email: 'someone@example.com',
	uri: 'https://example.com',
	uuid: '00000000-0000-4000-8000-000000000000',
};

/**
 * A small value that fits a JSON schema, with words of `text` where the schema leaves a choice, so
 * that answers differ from question to question. Knows what structured-output schemas use; it is no
 * full implementation of JSON Schema.
 */
export function schemaValue(schema: Schema, text: string, root: Schema = schema): unknown {
	if ('const' in schema) return schema.const;
	if (Array.isArray(schema.enum)) return mentioned(schema.enum, text);
	if (typeof schema.$ref === 'string') return schemaValue(resolve(schema.$ref, root), text, root);
	const alternatives = schema.anyOf ?? schema.oneOf;
	if (Array.isArray(alternatives)) return schemaValue(asSchema(alternatives[0]), text, root);
	if (Array.isArray(schema.allOf)) {
		return schemaValue(mergeAll(schema), text, root);
	}
	switch (typeOf(schema)) {
		case 'object':
			return objectValue(schema, text, root);
		case 'array':
			return Array.from({ length: Math.max(1, number(schema.minItems, 1)) }, () =>
				schemaValue(asSchema(schema.items), text, root),
			);
		case 'integer':
		case 'number':
			return numberValue(schema);
		case 'boolean':
			return true;
		case 'null':
			return null;
		default:
			return stringValue(schema, text);
	}
}

function objectValue(schema: Schema, text: string, root: Schema): Record<string, unknown> {
	const properties = asSchema(schema.properties);
	return Object.fromEntries(
		Object.entries(properties).map(([name, property]) => [
			name,
			schemaValue(asSchema(property), text, root),
		]),
	);
}

function stringValue(schema: Schema, text: string): string {
	if (typeof schema.format === 'string' && schema.format in FORMATS) {
		return FORMATS[schema.format] ?? '';
	}
	const word = text.match(/\p{Lu}\p{L}+/gu)?.at(-1) ?? 'example';
	return word.padEnd(number(schema.minLength, 0), '.').slice(0, number(schema.maxLength, Infinity));
}

function numberValue(schema: Schema): number {
	const above = number(schema.exclusiveMinimum, -Infinity);
	const least = Math.max(number(schema.minimum, 1), above === -Infinity ? above : above + 1);
	return Math.min(least, number(schema.maximum, Infinity));
}

/** The first choice that the text mentions, else the first one. */
export function mentioned<T>(choices: readonly T[], text: string): T | undefined {
	const lower = text.toLowerCase();
	return (
		choices.find((choice) => typeof choice === 'string' && lower.includes(choice.toLowerCase())) ??
		choices[0]
	);
}

function typeOf(schema: Schema): unknown {
	if (Array.isArray(schema.type)) return schema.type[0];
	return schema.type ?? ('properties' in schema ? 'object' : 'string');
}

function mergeAll(schema: Schema): Schema {
	const parts = Array.isArray(schema.allOf) ? schema.allOf.map(asSchema) : [];
	const { allOf: _, ...own } = schema;
	return [...parts, own].reduce<Schema>(
		(merged, part) => ({
			...merged,
			...part,
			properties: { ...asSchema(merged.properties), ...asSchema(part.properties) },
		}),
		{},
	);
}

function resolve(pointer: string, root: Schema): Schema {
	const steps = pointer.split('/').slice(1);
	return steps.reduce<Schema>((at, step) => asSchema(at[step]), root);
}

function asSchema(value: unknown): Schema {
	return typeof value === 'object' && value !== null && !Array.isArray(value)
		? Object.fromEntries(Object.entries(value))
		: {};
}

function number(value: unknown, otherwise: number): number {
	return typeof value === 'number' ? value : otherwise;
}
