import fc from 'fast-check';

import { schemaFromExample } from '../../../../nodes/shared/chat/jsonSchema/schemaFromExample';
import { compileSchema } from '../../../../nodes/shared/chat/jsonSchema/schemaValidator';

it.each([
	{ example: 'Paris', schema: { type: 'string' } },
	{ example: 1, schema: { type: 'number' } },
	{ example: 1.5, schema: { type: 'number' } },
	{ example: true, schema: { type: 'boolean' } },
	{ example: null, schema: {} },
	{ example: [], schema: { type: 'array' } },
	{ example: ['a', 'b'], schema: { type: 'array', items: { type: 'string' } } },
	{
		example: ['a', 1, 2, 'b'],
		schema: { type: 'array', items: { anyOf: [{ type: 'string' }, { type: 'number' }] } },
	},
	{ example: {}, schema: { type: 'object' } },
	{
		example: { meta: {} },
		schema: {
			type: 'object',
			properties: { meta: { type: 'object' } },
			required: ['meta'],
			additionalProperties: false,
		},
	},
	{
		example: { a: 1, b: { c: null } },
		schema: {
			type: 'object',
			properties: {
				a: { type: 'number' },
				b: { type: 'object', properties: { c: {} }, required: ['c'], additionalProperties: false },
			},
			required: ['a', 'b'],
			additionalProperties: false,
		},
	},
])('makes a schema of %j', ({ example, schema }) => {
	expect(schemaFromExample(example)).toEqual(schema);
});

it('names a kind of entry once, however many there are', () => {
	const entry = { a: 1 };
	expect(schemaFromExample([entry, { a: 2 }, { a: 3 }])).toEqual({
		type: 'array',
		items: schemaFromExample(entry),
	});
});

/** No field is called `__proto__`: the validator knows no such field, whatever the schema says. */
const anyExample = fc
	.jsonValue({ maxDepth: 4 })
	.filter((example) => !JSON.stringify(example).includes('__proto__'));

it('makes a schema that its example always fits', async () => {
	await fc.assert(
		fc.asyncProperty(anyExample, async (example) => {
			const { validate } = await compileSchema(schemaFromExample(example));
			expect(validate(example)).toBeUndefined();
		}),
		{ numRuns: 60 },
	);
});

it('makes a schema that refuses an object with a field less or more', async () => {
	const { validate } = await compileSchema(schemaFromExample({ city: 'Paris', people: 2 }));
	expect(validate({ city: 'Rome' })).toBe("the answer must have required property 'people'");
	expect(validate({ city: 'Rome', people: 3, river: 'Tiber' })).toBe(
		'the answer must NOT have additional properties ("river")',
	);
});
