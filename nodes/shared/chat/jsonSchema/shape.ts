import { isObject, type JsonObject } from '../../json';

/** The dialects of JSON Schema that are read. */
export type Dialect = 'draft-07' | '2019-09' | '2020-12';

/** What the value of a keyword must be: its fault in words, or undefined. */
type Shape = (value: unknown) => string | undefined;

const TYPES = ['array', 'boolean', 'integer', 'null', 'number', 'object', 'string'];

const text: Shape = (value) => (typeof value === 'string' ? undefined : 'must be string');
const flag: Shape = (value) => (typeof value === 'boolean' ? undefined : 'must be boolean');
const number: Shape = (value) => (typeof value === 'number' ? undefined : 'must be number');
const list: Shape = (value) => (Array.isArray(value) ? undefined : 'must be array');
const object: Shape = (value) => (isObject(value) ? undefined : 'must be object');

const positive: Shape = (value) => number(value) ?? (Number(value) > 0 ? undefined : 'must be > 0');

const count: Shape = (value) => {
	if (!Number.isInteger(value)) return 'must be integer';
	return Number(value) >= 0 ? undefined : 'must be >= 0';
};

const someOf: Shape = (value) =>
	list(value) ?? (Array.isArray(value) && value.length > 0 ? undefined : 'must NOT be empty');

const names: Shape = (value) => {
	if (!Array.isArray(value)) return 'must be array';
	if (!value.every((name) => typeof name === 'string')) return 'must be an array of strings';
	return new Set(value).size === value.length ? undefined : 'must NOT have duplicate items';
};

const namesByName: Shape = (value) => {
	if (!isObject(value)) return 'must be object';
	return Object.values(value).map(names).find(Boolean);
};

const type: Shape = (value) => {
	const types: unknown[] = Array.isArray(value) ? value : [value];
	const areTypes = types.every((one) => typeof one === 'string' && TYPES.includes(one));
	if (!areTypes || types.length === 0) return `must be one or more of ${TYPES.join(', ')}`;
	return new Set(types).size === types.length ? undefined : 'must NOT have duplicate items';
};

const SHAPES: Record<string, Shape> = {
	$id: text,
	$ref: text,
	$comment: text,
	$defs: object,
	$anchor: text,
	$dynamicAnchor: text,
	$dynamicRef: text,
	$recursiveRef: text,
	$recursiveAnchor: flag,
	title: text,
	description: text,
	format: text,
	examples: list,
	readOnly: flag,
	writeOnly: flag,
	nullable: flag,
	type,
	enum: list,
	multipleOf: positive,
	maximum: number,
	exclusiveMaximum: number,
	minimum: number,
	exclusiveMinimum: number,
	maxLength: count,
	minLength: count,
	pattern: text,
	maxItems: count,
	minItems: count,
	uniqueItems: flag,
	maxContains: count,
	minContains: count,
	maxProperties: count,
	minProperties: count,
	required: names,
	dependentRequired: namesByName,
	definitions: object,
	properties: object,
	patternProperties: object,
	dependencies: object,
	dependentSchemas: object,
	allOf: someOf,
	anyOf: someOf,
	oneOf: someOf,
	prefixItems: someOf,
};

/** Keywords whose value is a schema, several, or schemas by name. */
const ONE = ['additionalProperties', 'contains', 'else', 'if', 'not', 'propertyNames', 'then'];
const LISTS = ['allOf', 'anyOf', 'oneOf'];
const MAPS = ['$defs', 'definitions', 'dependencies', 'patternProperties', 'properties'];

const SINCE_2019 = [
	'$recursiveRef',
	'$recursiveAnchor',
	'dependentRequired',
	'dependentSchemas',
	'maxContains',
	'minContains',
	'unevaluatedItems',
	'unevaluatedProperties',
];
const SINCE_2020 = ['$dynamicAnchor', '$dynamicRef', 'prefixItems'];
const UNTIL_2019 = ['additionalItems', '$recursiveRef', '$recursiveAnchor'];

/** True when a dialect knows a keyword: others may be anything. */
export function knows(dialect: Dialect, keyword: string): boolean {
	if (dialect === 'draft-07') return ![...SINCE_2019, ...SINCE_2020].includes(keyword);
	if (dialect === '2019-09') return !SINCE_2020.includes(keyword);
	return !UNTIL_2019.includes(keyword);
}

/** What is wrong with the value of a keyword, in words that follow its name. */
export function faultOf(keyword: string, value: unknown): string | undefined {
	return Object.hasOwn(SHAPES, keyword) ? SHAPES[keyword]?.(value) : undefined;
}

/** The schemas right within a schema, each with its path in it. */
export function* subschemas(schema: JsonObject, dialect: Dialect): Iterable<[string[], unknown]> {
	for (const [keyword, value] of Object.entries(schema)) {
		if (!knows(dialect, keyword)) continue;
		const isMap = MAPS.includes(keyword) || keyword === 'dependentSchemas';
		const isTuple = keyword === 'items' && dialect !== '2020-12' && Array.isArray(value);
		if (ONE.includes(keyword) || /^unevaluated|^additionalItems$/.test(keyword)) {
			yield [[keyword], value];
		} else if (keyword === 'items' && !isTuple) {
			yield [[keyword], value];
		} else if (LISTS.includes(keyword) || keyword === 'prefixItems' || isTuple || isMap) {
			for (const [name, one] of Object.entries(value as object)) {
				const isNames = keyword === 'dependencies' && Array.isArray(one);
				if (!isNames) yield [[keyword, name], one];
			}
		}
	}
}
