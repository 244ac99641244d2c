import { compileSchema } from '../../../../nodes/shared/chat/jsonSchema/schemaValidator';

const PERSON = {
	type: 'object',
	properties: {
		name: { type: 'string', minLength: 1 },
		pets: { type: 'array', items: { type: 'object', properties: { age: { type: 'integer' } } } },
	},
	required: ['name'],
	additionalProperties: false,
};

it.each([
	{ value: { name: 'Ann' }, fault: undefined },
	{ value: { name: 'Ann', pets: [{ age: 3 }] }, fault: undefined },
	{ value: 5, fault: 'the answer must be object' },
	{ value: {}, fault: "the answer must have required property 'name'" },
	{ value: { name: '' }, fault: 'name must NOT have fewer than 1 characters' },
	{ value: { name: 'Ann', pets: [{ age: 3 }, { age: '3' }] }, fault: 'pets.1.age must be integer' },
	{
		value: { name: 'Ann', zoo: 1 },
		fault: 'the answer must NOT have additional properties ("zoo")',
	},
	{
		value: { name: 5, pets: {} },
		fault: 'name must be string; pets must be array',
	},
])('says of $value: $fault', async ({ value, fault }) => {
	const { validate } = await compileSchema(PERSON);
	expect(validate(value)).toBe(fault);
});

it('names five faults at most, and how many more there are', async () => {
	const { validate } = await compileSchema({ type: 'array', items: { type: 'string' } });
	expect(validate([1, 2, 3, 4, 5, 6, 7])).toBe(
		'0 must be string; 1 must be string; 2 must be string; 3 must be string; 4 must be string; and 2 more',
	);
});

it.each(['a/b', 'a~b'])('names the field %s as the answer spells it', async (name) => {
	const { validate } = await compileSchema({ properties: { [name]: { type: 'string' } } });
	expect(validate({ [name]: 1 })).toBe(`${name} must be string`);
});

it('forgets the faults of the value before', async () => {
	const { validate } = await compileSchema(PERSON);
	expect(validate({})).toBe("the answer must have required property 'name'");
	expect(validate({ name: 'Ann' })).toBeUndefined();
});

it('takes words it does not know, and leaves formats to the model', async () => {
	const { validate } = await compileSchema({
		type: 'string',
		format: 'email',
		'x-note': 'anything',
		example: 'a@b.c',
	});
	expect(validate('not an address')).toBeUndefined();
});

it.each([
	{ dialect: 'https://json-schema.org/draft/2020-12/schema', keyword: 'prefixItems' },
	{ dialect: 'https://json-schema.org/draft/2019-09/schema', keyword: 'items' },
	{ dialect: 'http://json-schema.org/draft-07/schema#', keyword: 'items' },
	{ dialect: undefined, keyword: 'items' },
])('reads tuples as the dialect $dialect has them', async ({ dialect, keyword }) => {
	const { validate } = await compileSchema({
		...(dialect && { $schema: dialect }),
		type: 'array',
		[keyword]: [{ type: 'string' }, { type: 'number' }],
	});
	expect(validate(['a', 1])).toBeUndefined();
	expect(validate(['a', 'b'])).toBe('1 must be number');
});

it('follows references and combinations within the schema', async () => {
	const { validate } = await compileSchema({
		$defs: { id: { anyOf: [{ type: 'integer' }, { type: 'string', pattern: '^x' }] } },
		type: 'object',
		properties: { id: { $ref: '#/$defs/id' } },
	});
	expect(validate({ id: 'x1' })).toBeUndefined();
	expect(validate({ id: 'y1' })).toBe(
		'id must be integer; id must match pattern "^x"; id must match a schema in anyOf',
	);
});

it.each([
	// Escapes and ranges that JavaScript refuses in its Unicode mode and other engines take.
	{ pattern: '^\\d{3}\\-\\d{4}$', fits: '555-1234', doesNot: '5551234' },
	{ pattern: '^[\\w-.]+@x$', fits: 'a-b.c@x', doesNot: 'a b@x' },
	{ pattern: '^[A-Z]{2}\\_\\d+$', fits: 'AB_1', doesNot: 'AB1' },
	// Patterns that mean what they say only in that mode.
	{ pattern: '^\\p{Lu}$', fits: 'É', doesNot: 'é' },
	{ pattern: '^.$', fits: '😀', doesNot: '😀😀' },
])('takes the pattern $pattern', async ({ pattern, fits, doesNot }) => {
	const { validate } = await compileSchema({ type: 'string', pattern });
	expect(validate(fits)).toBeUndefined();
	expect(validate(doesNot)).toBe(`the answer must match pattern "${pattern}"`);
});

it('takes patterns of both kinds in one schema, also for names', async () => {
	const { validate } = await compileSchema({
		properties: { phone: { pattern: '^\\d+\\-\\d+$' }, initial: { pattern: '^\\p{Lu}$' } },
		patternProperties: { '^no\\_': { type: 'null' } },
	});
	expect(validate({ phone: '1-2', initial: 'É', no_fax: null })).toBeUndefined();
	expect(validate({ phone: '12', initial: 'é', no_fax: 1 })).toBe(
		'phone must match pattern "^\\d+\\-\\d+$"; initial must match pattern "^\\p{Lu}$"; no_fax must be null',
	);
});

it.each([
	{ schema: { type: 'objekt' }, message: 'type must be one or more of array, boolean, integer' },
	{ schema: { type: [] }, message: 'type must be one or more of' },
	{ schema: { properties: [] }, message: 'properties must be object' },
	{
		schema: { properties: { a: { items: { type: 'text' } } } },
		message: 'properties.a.items.type must be one or more of',
	},
	{ schema: { properties: { a: 'string' } }, message: 'properties.a must be object,boolean' },
	{ schema: { anyOf: [] }, message: 'anyOf must NOT be empty' },
	{ schema: { allOf: [{}, 5] }, message: 'allOf.1 must be object,boolean' },
	{ schema: { required: 'a' }, message: 'required must be array' },
	{ schema: { required: ['a', 'a'] }, message: 'required must NOT have duplicate items' },
	{ schema: { minLength: -1 }, message: 'minLength must be >= 0' },
	{ schema: { maximum: '5' }, message: 'maximum must be number' },
	{ schema: { multipleOf: 0 }, message: 'multipleOf must be > 0' },
	{ schema: { description: 5 }, message: 'description must be string' },
	{ schema: { $ref: '#/nowhere' }, message: "can't resolve reference #/nowhere" },
	{
		schema: { properties: { a: { $ref: 'https://example.com/a' } } },
		message: "can't resolve reference https://example.com/a at properties.a: it leads to nothing",
	},
	{ schema: { pattern: '(' }, message: 'Invalid regular expression' },
	{ schema: { patternProperties: { '(': {} } }, message: 'Invalid regular expression' },
	// Without the Unicode mode it would mean the letters p{L}, and refuse every good answer.
	{ schema: { pattern: '^\\p{L}+\\-\\d+$' }, message: 'Invalid regular expression' },
	{
		schema: { $schema: 'https://json-schema.org/draft/2020-12/schema', items: [{}] },
		message: 'items must be object,boolean',
	},
])('refuses the schema $schema', async ({ schema, message }) => {
	await expect(compileSchema(schema)).rejects.toThrow(message);
});

it('names only the first faults of a thousand, at no cost for the others', async () => {
	const { validate } = await compileSchema({ items: { enum: Array.from('abcdefgh') } });
	const fault = validate(Array.from({ length: 300_000 }, () => 'x'));
	expect(fault).toMatch(/^0 must be equal .*; 4 must be .*; and 299995 more$/);
	expect(fault?.length).toBeLessThan(1_000);
});

it('shortens what it names of long allowed values', async () => {
	const { validate } = await compileSchema({ enum: ['x'.repeat(10_000)] });
	expect(validate('y')?.length).toBeLessThan(300);
});

it('says that a value is too deep where the schema has no end', async () => {
	const { validate } = await compileSchema({ $ref: '#' });
	expect(validate(1)).toBe('the answer is nested too deeply to be checked');
});
