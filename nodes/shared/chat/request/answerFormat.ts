import type { Choice } from '../result/completion';
import { ChatResultError } from '../result/errors';
import { readPatternWarnings, uncheckedPatterns } from '../pattern/patternWarnings';
import { schemaFromExample } from '../jsonSchema/schemaFromExample';
import { compileSchema, type SchemaCheck } from '../jsonSchema/schemaValidator';
import type { ChatResponseFormat } from '../types';
import { isTooDeep, TOO_DEEP } from '../../depth';
import { FormError } from '../../form/formError';
import { boolean, jsonFaultPlace, jsonObject, jsonValue, nonEmpty, oneOf } from '../../form/values';
import { asString, isObject, parseJson, type JsonObject } from '../../json';

/** The values of the form that say what the answer must look like. */
export interface AnswerForm {
	responseFormat: unknown;
	jsonSchemaType?: unknown;
	jsonSchema?: unknown;
	jsonSchemaExample?: unknown;
	describeSchema?: unknown;
	regexPattern?: unknown;
}

/** What the answer must look like, ready to be asked for and read. */
export interface AnswerFormat {
	/** Absent for plain text: the API must not be sent `text`. */
	responseFormat?: ChatResponseFormat;
	/** What the model is told beside it, as Together's docs ask. */
	instruction?: string;
	/** Parses an answer in JSON, and checks it against the schema. */
	read?: (choice: Choice) => ReadAnswer;
	/** What to warn of once the answer is taken: what does not fit, or was not checked. */
	warnings?: (choices: Choice[]) => string[];
}

/** The JSON of an answer, or what is wrong with it. */
export type ReadAnswer = { ok: true; value: unknown } | { ok: false; fault: ChatResultError };

const FENCE = '```';

/** As much of a refusal is told in an error, in characters. */
const MAX_REFUSAL = 300;

const LABELS = { schema: 'JSON Schema', example: 'JSON Example', regex: 'Pattern' };

/**
 * Reads the response format of the form.
 * Source: https://docs.together.ai/docs/inference/chat/structured-outputs
 * @throws {FormError} when the schema, example or pattern is wrong, before anything is sent
 */
export async function readAnswerFormat(form: AnswerForm): Promise<AnswerFormat> {
	const formats = ['text', 'jsonObject', 'jsonSchema', 'regex'] as const;
	switch (oneOf(formats)(form.responseFormat, 'Response Format')) {
		case 'text':
			return {};
		case 'jsonObject':
			return {
				responseFormat: { type: 'json_object' },
				...(tells(form) && { instruction: 'Answer only with a JSON object.' }),
				read: (choice) => readJson(choice, notAnObject),
			};
		case 'jsonSchema':
			return await schemaFormat(form);
		case 'regex':
			return await patternFormat(nonEmpty(form.regexPattern, LABELS.regex));
	}
}

async function patternFormat(pattern: string): Promise<AnswerFormat> {
	return {
		responseFormat: { type: 'regex', pattern },
		warnings: await readPatternWarnings(pattern),
	};
}

async function schemaFormat(form: AnswerForm): Promise<AnswerFormat> {
	const schema = readSchema(form);
	const { validate, unchecked } = await compileSchema(schema).catch((error: unknown) => {
		const reason = error instanceof Error ? error.message : String(error);
		throw new FormError(LABELS.schema, `is not a valid JSON Schema: ${reason}`);
	});
	const instruction = `Answer only with JSON that fits this JSON Schema: ${JSON.stringify(schema)}`;
	return {
		responseFormat: { type: 'json_schema', json_schema: { name: schemaName(schema), schema } },
		...(tells(form) && { instruction }),
		read: (choice) => readJson(choice, (value) => prefixed(validate(value))),
		...(unchecked.length > 0 && { warnings: () => [uncheckedPatterns(unchecked)] }),
	};
}

function readSchema({ jsonSchemaType, jsonSchema, jsonSchemaExample }: AnswerForm): JsonObject {
	const source = oneOf(['manual', 'fromJson'])(jsonSchemaType ?? 'manual', 'Schema Type');
	if (source === 'manual') return jsonObject(jsonSchema, LABELS.schema);
	return schemaFromExample(jsonValue(jsonSchemaExample, LABELS.example));
}

/** The API takes letters, digits, underscores and dashes, 64 at most. */
function schemaName(schema: JsonObject): string {
	const name = (asString(schema['title']) ?? '').replace(/[^\w-]+/g, '_').slice(0, 64);
	return name || 'answer';
}

function tells({ describeSchema }: AnswerForm): boolean {
	return boolean(describeSchema ?? true, 'Tell the Model the Format');
}

/** @param check says what is wrong with the parsed JSON */
function readJson(choice: Choice, check: SchemaCheck): ReadAnswer {
	const { text, reasoning, refusal, ending, finishReason } = choice;
	if (ending === 'refused') {
		const message = `The model refused: ${refusal.slice(0, MAX_REFUSAL)}`;
		return { ok: false, fault: new ChatResultError(message, { text: refusal, finishReason }) };
	}
	const fail = (problem: string): ReadAnswer => {
		const cutOff = finishReason === 'length' ? 'was cut off at Max Tokens and ' : '';
		const message = `The answer ${cutOff}${problem}`;
		return { ok: false, fault: new ChatResultError(message, { text, finishReason }) };
	};
	if (text.trim() === '' && reasoning && finishReason === 'length') {
		return fail('is empty: reasoning used up all tokens');
	}
	const parsed = parseAnswer(text);
	if (!parsed.ok) return fail(parsed.problem);
	const faults = check(parsed.value);
	return faults === undefined ? parsed : fail(faults);
}

function notAnObject(value: unknown): string | undefined {
	return isObject(value) ? undefined : 'is not a JSON object';
}

function prefixed(faults: string | undefined): string | undefined {
	return faults && `does not fit the schema: ${faults}`;
}

function parseAnswer(
	content: string,
): { ok: true; value: unknown } | { ok: false; problem: string } {
	const json = withoutFence(content);
	if (json === '') return { ok: false, problem: 'is empty' };
	const parsed = parseJson(json);
	if (!parsed.ok) return { ok: false, problem: `is not valid JSON${jsonFaultPlace(parsed.error)}` };
	return isTooDeep(parsed.value) ? { ok: false, problem: `is ${TOO_DEEP}` } : parsed;
}

/** Models like to wrap JSON in a Markdown fence, with or without a sentence before it. */
function withoutFence(content: string): string {
	const trimmed = content.trim();
	if (/^[{["]/.test(trimmed)) return trimmed;
	return (fenced(trimmed) ?? trimmed).trim();
}

/**
 * What is in the first fence that has nothing but a name on its first line. One expression for all of
 * it would take minutes for a few thousand blank lines; here, none is looked at twice.
 */
function fenced(text: string): string | undefined {
	const restOfLine = /[a-z]*\s*\n/iy;
	let opening = text.indexOf(FENCE);
	while (opening !== -1) {
		restOfLine.lastIndex = opening + FENCE.length;
		if (restOfLine.test(text)) {
			const end = text.indexOf(FENCE, restOfLine.lastIndex);
			return end === -1 ? undefined : text.slice(restOfLine.lastIndex, end);
		}
		opening = text.indexOf(FENCE, opening + 1);
	}
	return undefined;
}
