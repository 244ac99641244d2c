import { excerpt } from '../../nodes/shared/http/errorBody';
import { EventStreamDecoder } from '../../nodes/shared/http/events';
import { secretCleaner } from '../../nodes/shared/http/secrets';
import { CompletionAccumulator } from '../../nodes/shared/chat/stream/accumulator';
import type { ChatCompletionChoice, ChatCompletionDelta } from '../../nodes/shared/chat/types';
import { readAnswerFormat } from '../../nodes/shared/chat/request/answerFormat';
import { readChoiceOf } from '../support/choices';

/** Letters that almost fit: an engine that tries all ways to divide them has 2^60 of them. */
const WORDS = "^([A-Za-z]+[ '-]?)+$";
const ALMOST_WORDS = `${'a'.repeat(60)}!`;

const MB = 1024 * 1024;

/**
 * Texts of a model or a server that would take minutes or more to read if any part of them was looked at
 * again and again. Each gives what was read of
 * it, at once.
 */
export const ATTACKS = {
	'a pattern of a schema': async () =>
		await readJson({ pattern: WORDS }, JSON.stringify(ALMOST_WORDS)),

	'a pattern for the names of a schema': async () =>
		await readJson(
			{ patternProperties: { [WORDS]: false }, additionalProperties: false },
			JSON.stringify({ [ALMOST_WORDS]: 1 }),
		),

	'a tree that two definitions take turns in': async () => {
		const node = (needed: string) => ({
			type: 'object',
			properties: { next: { $ref: '#/definitions/node' } },
			required: [needed],
		});
		const schema = {
			definitions: { node: { anyOf: [node('a'), node('b'), { type: 'null' }] } },
			$ref: '#/definitions/node',
		};
		return await readJson(schema, `${'{"next":'.repeat(60)}1${'}'.repeat(60)}`);
	},

	'values that must not be equal': async () => {
		const values = Array.from({ length: 100_000 }, (_, n) => ({ n: [n] }));
		return await readJson(
			{ uniqueItems: true, items: { minProperties: 2 } },
			JSON.stringify(values),
		);
	},

	'values of which 200 are allowed': async () => {
		const allowed = Array.from({ length: 200 }, (_, n) => `value ${n}`);
		return await readJson({ items: { enum: allowed } }, JSON.stringify(Array(500_000).fill('x')));
	},

	'a schema of 30,000 properties': async () => {
		const names = Array.from({ length: 30_000 }, (_, n) => `property ${n}`);
		const properties = Object.fromEntries(names.map((name) => [name, { type: 'string' }]));
		const schema = { properties, required: names, additionalProperties: false };
		const value = Object.fromEntries(names.map((name) => [name, 1]));
		return await readJson(schema, JSON.stringify(value));
	},

	'a stream with lists of log probabilities': () => {
		const logprobs = { tokens: ['a'], token_logprobs: [-1], top_logprobs: [{ a: -1 }] };
		return lengths(choiceOf({ index: 0, logprobs })?.logprobs);
	},

	'a stream with lists that nobody knows': () =>
		lengths(choiceOf({ index: 0, messageOthers: { details: [1] } })?.message),

	'the format Pattern': async () => {
		const format = await readAnswerFormat({ responseFormat: 'regex', regexPattern: WORDS });
		return format.warnings?.([readChoiceOf({ content: ALMOST_WORDS })]);
	},

	'blank lines in a fence that is not closed': async () =>
		await readJson({}, `It is\n\`\`\`json${'\n'.repeat(MB)}x`),

	'fences without end': async () => await readJson({}, `It is ${'`'.repeat(MB)}\n`),

	'a thousand pages that open tags': () => excerpts('<'.repeat(20_000)).length,

	'a thousand pages that open scripts': () => excerpts('<script <style '.repeat(2_000)).length,

	'an error of 16 MB that is all escapes': () =>
		secretCleaner({ apiKey: 'tttttttttttt-' })('\\u0074&#116;%74<b>'.repeat(MB)).length,

	'lines that end with CR': () => eventsOf('\r'.repeat(4 * MB)),

	'lines that end with LF, but one': () => eventsOf(`${'\n'.repeat(4 * MB)}\r`),

	'lines of fields that nobody knows': () => eventsOf('a\n'.repeat(16 * MB)),
} satisfies Record<string, () => unknown>;

/** What 200,000 pieces of a stream add up to. */
function choiceOf(piece: ChatCompletionDelta): ChatCompletionChoice | undefined {
	const accumulator = new CompletionAccumulator();
	for (let count = 0; count < 200_000; count++) accumulator.add({ deltas: [piece] });
	return accumulator.completion().choices[0];
}

function lengths(lists: object | null = {}): number[] {
	return Object.values(lists ?? {}).flatMap((list: unknown) =>
		Array.isArray(list) ? list.length : [],
	);
}

async function readJson(schema: object, content: string): Promise<unknown> {
	const format = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema: schema });
	const read = format.read?.(readChoiceOf({ content }));
	return read?.ok === false ? read.fault.message : read?.value;
}

function excerpts(page: string): string[] {
	return Array.from({ length: 1_000 }, () => excerpt(page));
}

function eventsOf(stream: string): number | string {
	try {
		return new EventStreamDecoder().feed(Buffer.from(stream)).length;
	} catch (error) {
		return String(error);
	}
}

/** Makes one attack in a process of its own and tells what was read. See `linear.test.ts`. */
async function main(attacks: Record<string, () => unknown>, name: string): Promise<void> {
	const read = await attacks[name]?.();
	process.stdout.write(JSON.stringify(read ?? null));
}

if (require.main === module) void main(ATTACKS, process.argv[2] ?? '');
