import { compileSchema } from '../../../../nodes/shared/chat/jsonSchema/schemaValidator';
import type { JsonObject } from '../../../../nodes/shared/json';

const IN_2019 = { $schema: 'https://json-schema.org/draft/2019-09/schema' };
const IN_2020 = { $schema: 'https://json-schema.org/draft/2020-12/schema' };

const TREE = {
	definitions: {
		node: {
			type: 'object',
			properties: { left: { $ref: '#/definitions/node' }, right: { $ref: '#/definitions/node' } },
			additionalProperties: false,
		},
	},
	$ref: '#/definitions/node',
};

interface Rule {
	schema: JsonObject;
	good: unknown[];
	/** What does not fit, and what is said of it. */
	bad: Array<[value: unknown, fault: string]>;
}

const ROOT = 'the answer';

const RULES: Rule[] = [
	{
		schema: { type: ['string', 'null'] },
		good: ['a', null],
		bad: [[1, `${ROOT} must be string,null`]],
	},
	{ schema: { type: 'integer' }, good: [1, -0, 2.0], bad: [[1.5, `${ROOT} must be integer`]] },
	{
		schema: { type: 'string', nullable: true },
		good: [null],
		bad: [[1, `${ROOT} must be string,null`]],
	},
	{
		schema: { enum: ['red', { b: 1, a: [2] }, null] },
		good: ['red', { a: [2], b: 1 }, null],
		bad: [
			['blue', `${ROOT} must be equal to one of the allowed values ("red", {"a":[2],"b":1}, null)`],
			[
				{ a: [2] },
				`${ROOT} must be equal to one of the allowed values ("red", {"a":[2],"b":1}, null)`,
			],
		],
	},
	{ schema: { const: null }, good: [null], bad: [[0, `${ROOT} must be equal to null`]] },
	{
		schema: { const: { a: 1 } },
		good: [{ a: 1 }],
		bad: [[[], `${ROOT} must be equal to {"a":1}`]],
	},
	{
		schema: { minimum: 1, exclusiveMaximum: 3 },
		good: [1, 2.9, '9'],
		bad: [
			[0, `${ROOT} must be >= 1`],
			[3, `${ROOT} must be < 3`],
		],
	},
	{
		schema: { exclusiveMinimum: 1, maximum: 3 },
		good: [1.1, 3],
		bad: [
			[1, `${ROOT} must be > 1`],
			[4, `${ROOT} must be <= 3`],
		],
	},
	{
		schema: { multipleOf: 0.01 },
		good: [19.99, 0, 1e12, 4.35],
		bad: [[19.995, `${ROOT} must be multiple of 0.01`]],
	},
	{
		schema: { minLength: 2, maxLength: 3 },
		good: ['ab', '😀😀', '😀😀😀', 5],
		bad: [
			['😀', `${ROOT} must NOT have fewer than 2 characters`],
			['abcd', `${ROOT} must NOT have more than 3 characters`],
		],
	},
	{
		schema: { minItems: 1, maxItems: 2, uniqueItems: true },
		good: [[1], [1, '1'], [{ a: 1 }, { a: 2 }], {}],
		bad: [
			[[], `${ROOT} must NOT have fewer than 1 items`],
			[[1, 2, 3], `${ROOT} must NOT have more than 2 items`],
			[
				[
					{ a: 1, b: 2 },
					{ b: 2, a: 1 },
				],
				`${ROOT} must NOT have duplicate items (items 0 and 1 are identical)`,
			],
		],
	},
	{
		schema: { items: [{ type: 'string' }], additionalItems: false },
		good: [[], ['a']],
		bad: [[['a', 1], `${ROOT} must NOT have more than 1 items`]],
	},
	{
		schema: { items: [true], additionalItems: { type: 'number' } },
		good: [['a', 1]],
		bad: [[['a', 'b'], '1 must be number']],
	},
	{
		schema: { ...IN_2020, prefixItems: [{ type: 'string' }], items: { type: 'number' } },
		good: [['a', 1], []],
		bad: [[['a', 'b'], '1 must be number']],
	},
	{
		schema: { contains: { type: 'string' } },
		good: [['a'], [1, 'a', 'b'], {}],
		bad: [[[1], `${ROOT} must contain at least 1 valid item(s)`]],
	},
	{
		schema: { ...IN_2019, contains: { type: 'string' }, minContains: 1, maxContains: 2 },
		good: [['a', 'b', 1]],
		bad: [[['a', 'b', 'c'], `${ROOT} must contain at least 1 and no more than 2 valid item(s)`]],
	},
	{
		schema: { required: ['constructor', '__proto__'] },
		good: [JSON.parse('{"constructor":1,"__proto__":1}'), []],
		bad: [
			[
				{},
				`${ROOT} must have required property 'constructor'; ${ROOT} must have required property '__proto__'`,
			],
		],
	},
	{
		schema: JSON.parse(
			'{"properties":{"__proto__":{"type":"number"},"toString":{"type":"string"}}}',
		) as JsonObject,
		good: [{}, JSON.parse('{"__proto__":1,"toString":"a"}')],
		bad: [[JSON.parse('{"__proto__":"a"}'), '__proto__ must be number']],
	},
	{
		schema: {
			properties: { a: true },
			patternProperties: { '^x': { type: 'number' } },
			additionalProperties: false,
		},
		good: [{ a: 1, x1: 2 }],
		bad: [
			[{ _id: 1 }, `${ROOT} must NOT have additional properties ("_id")`],
			[{ constructor: 1 }, `${ROOT} must NOT have additional properties ("constructor")`],
			[JSON.parse('{"__proto__":1}'), `${ROOT} must NOT have additional properties ("__proto__")`],
			[{ x1: 'a' }, 'x1 must be number'],
		],
	},
	{
		schema: { additionalProperties: { type: 'array', items: { type: 'number' } } },
		good: [{ a: [1] }],
		bad: [[{ a: [1, 'b'] }, 'a.1 must be number']],
	},
	{
		schema: { minProperties: 1, maxProperties: 1 },
		good: [{ a: 1 }],
		bad: [
			[{}, `${ROOT} must NOT have fewer than 1 properties`],
			[{ a: 1, b: 2 }, `${ROOT} must NOT have more than 1 properties`],
		],
	},
	{
		schema: { propertyNames: { pattern: '^[a-z]+$' } },
		good: [{ ab: 1 }],
		bad: [[{ A: 1 }, `${ROOT} property name "A" must be valid`]],
	},
	{
		schema: { dependencies: { a: ['b'], c: { required: ['d'] } } },
		good: [{}, { a: 1, b: 1 }, { c: 1, d: 1 }],
		bad: [
			[{ a: 1 }, `${ROOT} must have property b when property a is present`],
			[{ c: 1 }, `${ROOT} must have required property 'd'`],
		],
	},
	{
		schema: {
			...IN_2020,
			dependentRequired: { a: ['b'] },
			dependentSchemas: { c: { minProperties: 2 } },
		},
		good: [
			{ a: 1, b: 1 },
			{ c: 1, d: 1 },
		],
		bad: [
			[{ a: 1 }, `${ROOT} must have property b when property a is present`],
			[{ c: 1 }, `${ROOT} must NOT have fewer than 2 properties`],
		],
	},
	{
		schema: { allOf: [{ minimum: 1 }, { maximum: 2 }] },
		good: [1, 2],
		bad: [[3, `${ROOT} must be <= 2`]],
	},
	{
		schema: { anyOf: [{ type: 'string' }, { minimum: 5 }] },
		good: ['a', 6],
		bad: [
			[1, `${ROOT} must be string; ${ROOT} must be >= 5; ${ROOT} must match a schema in anyOf`],
		],
	},
	{
		schema: { oneOf: [{ type: 'integer' }, { minimum: 5 }] },
		good: [1, 5.5],
		bad: [
			[6, `${ROOT} must match exactly one schema in oneOf, but matches 2`],
			[
				1.5,
				`${ROOT} must be integer; ${ROOT} must be >= 5; ${ROOT} must match exactly one schema in oneOf`,
			],
		],
	},
	{ schema: { not: { type: 'string' } }, good: [1], bad: [['a', `${ROOT} must NOT be valid`]] },
	{
		schema: { if: { type: 'string' }, then: { minLength: 2 }, else: { minimum: 1 } },
		good: ['ab', 1],
		bad: [
			['a', `${ROOT} must NOT have fewer than 2 characters; ${ROOT} must match "then" schema`],
			[0, `${ROOT} must be >= 1; ${ROOT} must match "else" schema`],
		],
	},
	{ schema: { properties: { a: false } }, good: [{}], bad: [[{ a: 1 }, 'a is not allowed here']] },
	{
		schema: TREE,
		good: [{ left: { left: {} }, right: {} }],
		bad: [[{ left: { middle: {} } }, 'left must NOT have additional properties ("middle")']],
	},
	{
		schema: {
			$defs: { 'a/b': { $id: 'https://x.y/z.json', $anchor: 'here', type: 'string' } },
			properties: {
				a: { $ref: '#/$defs/a~1b' },
				b: { $ref: 'https://x.y/z.json' },
				c: { $ref: 'https://x.y/z.json#here' },
			},
		},
		good: [{ a: 'a', b: 'b', c: 'c' }],
		bad: [[{ a: 1, b: 2, c: 3 }, 'a must be string; b must be string; c must be string']],
	},
	{
		schema: { ...IN_2020, allOf: [{ properties: { a: true } }], unevaluatedProperties: false },
		good: [{ a: 1 }],
		bad: [[{ b: 1 }, `${ROOT} must NOT have unevaluated properties ("b")`]],
	},
	{
		schema: { ...IN_2020, anyOf: [{ prefixItems: [true] }], unevaluatedItems: { type: 'number' } },
		good: [['a', 1]],
		bad: [[['a', 'b'], '1 must be number']],
	},
	// Words that this dialect, or JSON Schema, does not know.
	{
		schema: { prefixItems: 5, unevaluatedProperties: false, $async: true, regexFlags: 'z' },
		good: [[1], { a: 1 }],
		bad: [],
	},
];

describe.each(RULES)('$schema', ({ schema, good, bad }) => {
	it.each(good.map((value) => [value]))('is fitted by %j', async (value) => {
		const { validate } = await compileSchema(schema);
		expect(validate(value)).toBeUndefined();
	});

	if (bad.length === 0) return;
	it.each(bad)('is not fitted by %j', async (value, fault) => {
		const { validate } = await compileSchema(schema);
		expect(validate(value)).toBe(fault);
	});
});

const LOOKING = { type: 'string', pattern: '(?=a)' };

/** Nothing is refused, or taken for refused, for a pattern that nobody has matched. */
it.each<[JsonObject, unknown]>([
	[LOOKING, 'b'],
	[{ not: LOOKING }, 'a'],
	[{ anyOf: [LOOKING, { type: 'number' }] }, 'b'],
	[{ oneOf: [LOOKING, { type: 'string' }] }, 'a'],
	[{ if: LOOKING, then: false }, 'a'],
	[{ if: LOOKING, else: false }, 'a'],
	[{ contains: LOOKING }, ['b']],
	[{ propertyNames: LOOKING }, { b: 1 }],
	[{ patternProperties: { '(?=a)': { type: 'number' } } }, { b: 'b' }],
	[{ patternProperties: { '(?=a)': true }, additionalProperties: false }, { b: 'b' }],
])('takes for fitting what depends on a pattern it cannot match: %j', async (schema, value) => {
	const { validate, unchecked } = await compileSchema(schema);
	expect(unchecked).toEqual(['(?=a)']);
	expect(validate(value)).toBeUndefined();
});

it.each<[JsonObject, unknown]>([
	[LOOKING, 1],
	[{ allOf: [LOOKING, { minLength: 2 }] }, 'b'],
	[{ anyOf: [LOOKING, { type: 'null' }] }, 1],
	[{ oneOf: [LOOKING, true, { type: 'string' }] }, 'a'],
	[{ contains: LOOKING }, [1]],
])('refuses what a pattern it cannot match has no part in: %j', async (schema, value) => {
	const { validate } = await compileSchema(schema);
	expect(validate(value)).toMatch(/^the answer must/);
});
