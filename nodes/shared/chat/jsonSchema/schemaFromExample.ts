import { isObject, type JsonObject } from '../../json';

/**
 * The JSON Schema that an example fits: every field it shows is required, and lists hold what their
 * entries have in common. `null` stands for anything, and an empty list or object may hold anything.
 */
export function schemaFromExample(example: unknown): JsonObject {
	if (Array.isArray(example)) return arraySchema(example);
	if (isObject(example)) return objectSchema(example);
	switch (typeof example) {
		case 'string':
		case 'number':
		case 'boolean':
			return { type: typeof example };
		default:
			return {};
	}
}

function objectSchema(example: JsonObject): JsonObject {
	const names = Object.keys(example);
	if (names.length === 0) return { type: 'object' };
	const properties = Object.fromEntries(
		Object.entries(example).map(([name, value]) => [name, schemaFromExample(value)]),
	);
	return {
		type: 'object',
		properties,
		required: names,
		additionalProperties: false,
	};
}

function arraySchema(example: unknown[]): JsonObject {
	const schemas = new Map(
		example.map(schemaFromExample).map((schema) => [JSON.stringify(schema), schema]),
	);
	const items = [...schemas.values()];
	if (items.length === 0) return { type: 'array' };
	return { type: 'array', items: items.length === 1 ? items[0] : { anyOf: items } };
}
