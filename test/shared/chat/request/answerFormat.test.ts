import { readChoiceOf } from '../../../support/choices';
import {
	readAnswerFormat,
	type AnswerForm,
	type AnswerFormat,
} from '../../../../nodes/shared/chat/request/answerFormat';
import { failing } from '../../../support/failing';

const SCHEMA = {
	type: 'object',
	properties: { city: { type: 'string' }, people: { type: 'integer' } },
	required: ['city'],
};
const WITH_SCHEMA = { responseFormat: 'jsonSchema', jsonSchema: JSON.stringify(SCHEMA) };

/** Reads an answer, and says what came of it. */
function read({ read: reader }: AnswerFormat, message: object, finishReason?: string) {
	const result = reader?.(readChoiceOf(message, finishReason));
	if (!result) throw new Error('The format reads nothing');
	return result.ok ? { value: result.value } : { fault: result.fault.message };
}

describe('what is asked for', () => {
	it('is nothing for plain text', async () => {
		expect(await readAnswerFormat({ responseFormat: 'text' })).toEqual({});
	});

	it('is a JSON object', async () => {
		const format = await readAnswerFormat({ responseFormat: 'jsonObject' });
		expect(format).toMatchObject({
			responseFormat: { type: 'json_object' },
			instruction: 'Answer only with a JSON object.',
		});
	});

	it.each([
		['text', JSON.stringify(SCHEMA)],
		['an object', SCHEMA],
	])('is a schema given as %s', async (_kind, jsonSchema) => {
		const format = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema });
		expect(format).toMatchObject({
			responseFormat: { type: 'json_schema', json_schema: { name: 'answer', schema: SCHEMA } },
			instruction: `Answer only with JSON that fits this JSON Schema: ${JSON.stringify(SCHEMA)}`,
		});
	});

	it('is the schema of an example', async () => {
		const format = await readAnswerFormat({
			responseFormat: 'jsonSchema',
			jsonSchemaType: 'fromJson',
			jsonSchemaExample: '{"city": "Paris"}',
		});
		const schema = {
			type: 'object',
			properties: { city: { type: 'string' } },
			required: ['city'],
			additionalProperties: false,
		};
		expect(format.responseFormat).toEqual({
			type: 'json_schema',
			json_schema: { name: 'answer', schema },
		});
	});

	it('is a pattern, which is not read as JSON and not told to the model', async () => {
		const format = await readAnswerFormat({ responseFormat: 'regex', regexPattern: 'yes|no' });
		expect(format).toMatchObject({ responseFormat: { type: 'regex', pattern: 'yes|no' } });
		expect(format).not.toHaveProperty('read');
		expect(format).not.toHaveProperty('instruction');
	});

	it.each([{ responseFormat: 'jsonObject' }, WITH_SCHEMA])(
		'is not told to the model when that is switched off: $responseFormat',
		async (form) => {
			const format = await readAnswerFormat({ ...form, describeSchema: false });
			expect(format).not.toHaveProperty('instruction');
			expect(format).toHaveProperty('read');
		},
	);

	it.each([
		['City', 'City'],
		['A city, and more', 'A_city_and_more'],
		['a-b_c', 'a-b_c'],
		['x'.repeat(70), 'x'.repeat(64)],
		['', 'answer'],
		[undefined, 'answer'],
	])('has the title %p as the name %p', async (title, name) => {
		const jsonSchema = title === undefined ? SCHEMA : { ...SCHEMA, title };
		const { responseFormat } = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema });
		expect(responseFormat).toMatchObject({ json_schema: { name } });
	});
});

describe('a form with a mistake', () => {
	const MISTAKES: Array<{ form: AnswerForm; field: string; message: string }> = [
		{
			form: { responseFormat: 'xml' },
			field: 'Response Format',
			message: 'Response Format must be one of text, jsonObject, jsonSchema, regex, but is "xml"',
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchemaType: 'guess', jsonSchema: '{}' },
			field: 'Schema Type',
			message: 'Schema Type must be one of manual, fromJson, but is "guess"',
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchema: '{"type": ' },
			field: 'JSON Schema',
			message: 'JSON Schema is not valid JSON',
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchema: '[]' },
			field: 'JSON Schema',
			message: 'JSON Schema must be a JSON object, but is a list',
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchema: '{"type": "objekt"}' },
			field: 'JSON Schema',
			message:
				'JSON Schema is not a valid JSON Schema: type must be one or more of array, boolean, integer, null, number, object, string',
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchema: '{"$ref": "#/definitions/none"}' },
			field: 'JSON Schema',
			message:
				"JSON Schema is not a valid JSON Schema: can't resolve reference #/definitions/none: it leads to nothing in the schema, and nothing is fetched",
		},
		{
			form: { responseFormat: 'jsonSchema', jsonSchemaType: 'fromJson', jsonSchemaExample: '{a}' },
			field: 'JSON Example',
			message: 'JSON Example is not valid JSON (at position 1)',
		},
		{
			form: { responseFormat: 'regex', regexPattern: ' ' },
			field: 'Pattern',
			message: 'Pattern is empty',
		},
		{
			form: { responseFormat: 'jsonObject', describeSchema: 'perhaps' },
			field: 'Tell the Model the Format',
			message: 'Tell the Model the Format must be true or false, but is "perhaps"',
		},
	];

	it.each(MISTAKES)('is refused: $message', async ({ form, field, message }) => {
		await expect(readAnswerFormat(form)).rejects.toEqual(
			failing({ name: 'FormError', field, message }),
		);
	});
});

describe('an answer in JSON', () => {
	it.each([
		['as it is', '{"city":"Paris"}'],
		['with space around it', '\n {"city":"Paris"} \n'],
		['in a fence', '```\n{"city":"Paris"}\n```'],
		['in a fence that names JSON', '```json\n{"city":"Paris"}\n```'],
		['in a fence with space around it', '\n```JSON \n{"city":"Paris"}\n```\n'],
		['after its thoughts', '<think>{"city":"Rome"}</think>\n{"city":"Paris"}'],
		['in a fence after a sentence', 'Here it is:\n```json\n{"city":"Paris"}\n```\nBye!'],
		['in a fence with blank lines', '```json \n\n \n{"city":"Paris"}\n\n \n```'],
		['in a fence of four', '````\n{"city":"Paris"}\n````'],
		['in a fence that ends in its line', '```\n{"city":"Paris"}```'],
		['in a fence after one that says more', '```js run``` or ``` \n{"city":"Paris"}\n```'],
		['in the first of two fences', '```\n{"city":"Paris"}\n```\n```\n{"city":"Rome"}\n```'],
		['after its thoughts, in a fence', '<think>Hm</think>```json\n{"city":"Paris"}\n```'],
	])('is parsed %s', async (_name, content) => {
		expect(read(await readAnswerFormat(WITH_SCHEMA), { content })).toEqual({
			value: { city: 'Paris' },
		});
	});

	it('keeps a fence that is part of a text inside it', async () => {
		const value = { city: '```json\n{}\n```' };
		const format = await readAnswerFormat(WITH_SCHEMA);
		expect(read(format, { content: JSON.stringify(value) })).toEqual({ value });
	});

	it.each(['reasoning', 'reasoning_content'])('is never taken from %s', async (key) => {
		const format = await readAnswerFormat(WITH_SCHEMA);
		expect(read(format, { content: '', [key]: '{"city":"Paris"}' })).toEqual({
			fault: 'The answer is empty',
		});
	});

	it.each([
		{ name: 'nothing', message: { content: null }, fault: 'is empty' },
		{ name: 'an empty fence', message: { content: '```json\n\n```' }, fault: 'is empty' },
		{
			name: 'prose',
			message: { content: 'Paris' },
			fault: "is not valid JSON (at token 'P')",
		},
		{
			name: 'a field that is missing',
			message: { content: '{}' },
			fault: "does not fit the schema: the answer must have required property 'city'",
		},
		{
			name: 'a field of another type',
			message: { content: '{"city":"Paris","people":1.5}' },
			fault: 'does not fit the schema: people must be integer',
		},
		{
			name: 'a list in place of an object',
			message: { content: '[]' },
			fault: 'does not fit the schema: the answer must be object',
		},
	])('is refused with its place: $name', async ({ message, fault }) => {
		const format = await readAnswerFormat(WITH_SCHEMA);
		expect(read(format, message)).toEqual({ fault: `The answer ${fault}` });
	});

	it('that has a fault in the middle is refused with its place', async () => {
		const format = await readAnswerFormat(WITH_SCHEMA);
		const { fault } = read(format, { content: '{"city":Paris}' });
		expect(fault).toMatch(/^The answer is not valid JSON \(.*(position 8|'P')/);
	});

	it.each([
		{
			name: 'half an object',
			message: { content: '{"city":"Par' },
			fault: 'is not valid JSON (at position 12)',
		},
		{ name: 'nothing', message: { content: '' }, fault: 'is empty' },
		{
			name: 'nothing but reasoning',
			message: { content: '', reasoning: 'Hm' },
			fault: 'is empty: reasoning used up all tokens',
		},
		{
			name: 'thoughts that never end',
			message: { content: '<think>{"city":"Paris"}' },
			fault: 'is empty: reasoning used up all tokens',
		},
		{
			name: 'less than the schema wants',
			message: { content: '{}' },
			fault: "does not fit the schema: the answer must have required property 'city'",
		},
	])('that was cut off says so first: $name', async ({ message, fault }) => {
		const format = await readAnswerFormat(WITH_SCHEMA);
		expect(read(format, message, 'length')).toEqual({
			fault: `The answer was cut off at Max Tokens and ${fault}`,
		});
	});

	it('that fits counts although it was cut off', async () => {
		const format = await readAnswerFormat(WITH_SCHEMA);
		expect(read(format, { content: '{"city":"Paris"}' }, 'length')).toEqual({
			value: { city: 'Paris' },
		});
	});

	it('keeps the raw text and the finish reason when it is refused', async () => {
		const { read: reader } = await readAnswerFormat({ responseFormat: 'jsonObject' });
		const result = reader?.(readChoiceOf({ content: 'Sorry, no.' }));
		expect(result).toMatchObject({
			ok: false,
			fault: { details: { text: 'Sorry, no.', finishReason: 'stop' } },
		});
	});
});

describe('a JSON object without a schema', () => {
	it('may hold anything', async () => {
		const format = await readAnswerFormat({ responseFormat: 'jsonObject' });
		expect(read(format, { content: '{"a":[1,null]}' })).toEqual({ value: { a: [1, null] } });
	});

	it.each(['[1]', '"text"', '42', 'null'])('is not %s', async (content) => {
		const format = await readAnswerFormat({ responseFormat: 'jsonObject' });
		expect(read(format, { content })).toEqual({ fault: 'The answer is not a JSON object' });
	});
});

describe('a pattern', () => {
	async function warningsOf(regexPattern: string, contents: string[], finishReason?: string) {
		const format = await readAnswerFormat({ responseFormat: 'regex', regexPattern });
		return format.warnings?.(contents.map((content) => readChoiceOf({ content }, finishReason)));
	}

	it.each([
		['yes|no', 'no'],
		['^(yes|no)$', 'yes'],
		['yes|no', ' yes\n'],
		[' yes', ' yes'],
		['yes|no', '<think>Hm</think>yes'],
		['.+', 'é😀'],
	])('%s is fitted by %j', async (pattern, content) => {
		expect(await warningsOf(pattern, [content])).toEqual([]);
	});

	it.each([
		[['maybe'], 'stop', 'The answer does not fit the Pattern.'],
		[['yesno'], 'stop', 'The answer does not fit the Pattern.'],
		[['y'], 'length', 'The answer was cut off at Max Tokens and does not fit the Pattern.'],
		[['yes', 'y', 'no'], 'stop', '1 of 3 answers does not fit the Pattern.'],
		[
			['n', 'y', 'no'],
			'length',
			'2 of 3 answers were cut off at Max Tokens and do not fit the Pattern.',
		],
	])('that %j do not fit is warned of (%s)', async (contents, finishReason, warning) => {
		expect(await warningsOf('yes|no', contents, finishReason)).toEqual([warning]);
	});

	it.each(['^(?!no)', '(a)\\1', '(?i)yes', '('])(
		'that only the server can match is warned of: %s',
		async (pattern) => {
			expect(await warningsOf(pattern, ['yes'])).toEqual([
				expect.stringMatching(
					/^Only the server can have checked that the answer fits the Pattern\./,
				),
			]);
		},
	);

	it.each([
		[['^(?!no)'], '"^(?!no)"'],
		[['(?=1)', '(?=2)', '(?=3)', '(?=4)', '(?=5)'], '"(?=1)", "(?=2)", "(?=3)", and 2 more'],
	])('of a schema that only the server can match is warned of: %j', async (patterns, named) => {
		const jsonSchema = { allOf: patterns.map((pattern) => ({ pattern })) };
		const format = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema });
		expect(read(format, { content: '"no"' })).toEqual({ value: 'no' });
		expect(format.warnings?.([])).toEqual([
			`Only the server can have checked these patterns of the schema: ${named}. This node matches no lookaround, no back-references and no repeats of more than 1000, as they can take for ever.`,
		]);
	});

	it('of a schema that can be matched is not', async () => {
		const jsonSchema = { pattern: '^y' };
		const format = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema });
		expect(format).not.toHaveProperty('warnings');
	});
});
