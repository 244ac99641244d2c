import type { INodeParameters } from 'n8n-workflow';

import { event, EVENTS_TYPE, JSON_TYPE } from './answers';
import { answerOf, MODEL } from './node';
import type { Exchange } from '../../sandbox/standIn';
import { USAGE } from '../support/script';

/** What a bad server may say in the parts of an answer; {@link DEEP} marks the place of deep JSON. */
export interface Parts {
	answer?: object;
	choice?: object;
	message?: object;
	usage?: object;
}

/** Stands in an object for JSON that is too deep to be written from one. */
export const DEEP = '<deep>';

export interface DeepAnswer {
	name: string;
	parts: (levels: number) => Parts;
	parameters?: INodeParameters;
	/** What the item fails with ... */
	error?: string;
	/** ... or the field that is left out of it with a warning ... */
	leftOut?: string;
	/** ... or what its only tool call is given with. */
	argumentsError?: string;
}

/** Nested objects, or lists, as text. */
export function nested(levels: number, [open, close]: [string, string] = ['{"a":', '}']): string {
	return `${open.repeat(levels)}1${close.repeat(levels)}`;
}

const TOO_DEEP = 'nested more than 200 levels deep';
const NOT_JSON = { error: `The answer is ${TOO_DEEP}` };
const CALL = { argumentsError: `The model wrote arguments that are ${TOO_DEEP}` };
const FUNCTIONS = { functions: { values: [{ name: 'f', parameters: '{}' }] } };

/** Together's list of tokens, each with alternatives inside alternatives. */
const ALTERNATIVES: [string, string] = ['{"token":"x","logprob":-1,"top_logprobs":[', ']}'];

export const DEEP_ANSWERS: DeepAnswer[] = [
	{
		name: 'a JSON object',
		parameters: { responseFormat: 'jsonObject' },
		parts: (levels) => ({ message: { content: nested(levels) } }),
		...NOT_JSON,
	},
	{
		name: 'JSON for a schema that refers to itself',
		parameters: {
			responseFormat: 'jsonSchema',
			jsonSchema: '{"type":["object","number","string"],"additionalProperties":{"$ref":"#"}}',
		},
		parts: (levels) => ({ message: { content: nested(levels) } }),
		...NOT_JSON,
	},
	{
		name: 'a list in JSON for a schema',
		parameters: { responseFormat: 'jsonSchema', jsonSchema: '{}' },
		parts: (levels) => ({ message: { content: nested(levels, ['[', ']']) } }),
		...NOT_JSON,
	},
	{
		name: 'alternatives of alternatives',
		parts: () => ({ choice: { logprobs: { content: [DEEP] } } }),
		leftOut: 'logprobs',
	},
	{
		name: 'log probabilities in lists',
		parameters: { simplify: false },
		parts: () => ({ choice: { logprobs: { tokens: ['x'], top_logprobs: [DEEP] } } }),
		leftOut: 'logprobs',
	},
	{
		name: 'arguments as text',
		parameters: FUNCTIONS,
		parts: (levels) => ({ message: { tool_calls: [call(nested(levels))] } }),
		...CALL,
	},
	{
		name: 'arguments as an object',
		parameters: FUNCTIONS,
		parts: () => ({ message: { tool_calls: [call({ a: DEEP })] } }),
		...CALL,
	},
	...(['answer', 'choice', 'message', 'usage'] as const).map((part) => ({
		name: `an unknown field of the ${part}`,
		parameters: { simplify: false },
		parts: () => ({ [part]: { odd: DEEP } }),
		leftOut: part === 'usage' ? 'usage.odd' : 'odd',
	})),
	{
		name: 'the prompt',
		parameters: { simplify: false },
		parts: () => ({ answer: { prompt: [{ odd: DEEP }] } }),
		leftOut: 'prompt',
	},
];

/** Answers with these parts beside what a good answer has, streamed or not. */
export function answerWith(
	{ request, response }: Exchange,
	{ answer, choice, message, usage }: Parts = {},
	levels = 0,
): void {
	const isStream = request.stream === true;
	const isJson = request['response_format'] !== undefined;
	const content = isJson ? JSON.stringify({ text: answerOf(request) }) : answerOf(request);
	const said = { role: 'assistant', content, ...message };
	const body = {
		id: 'o1',
		created: 1,
		model: MODEL,
		choices: [
			{ index: 0, finish_reason: 'stop', [isStream ? 'delta' : 'message']: said, ...choice },
		],
		usage: { ...USAGE, ...usage },
		...answer,
	};
	const json = JSON.stringify(body).replace(`"${DEEP}"`, () =>
		choice ? nested(levels, ALTERNATIVES) : nested(levels),
	);
	response.writeHead(200, { 'content-type': isStream ? EVENTS_TYPE : JSON_TYPE });
	response.end(isStream ? event(json) + event('[DONE]') : json);
}

function call(args: object | string): object {
	return { id: 'c1', type: 'function', index: 0, function: { name: 'f', arguments: args } };
}
