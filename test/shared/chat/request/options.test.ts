import { readExtraBody, readOptions } from '../../../../nodes/shared/chat/request/options';
import { optionsField } from '../../../../nodes/shared/fields/options';
import { failing } from '../../../support/failing';

/** Every option with values it takes, what is sent for them, and values it refuses. */
const OPTIONS = [
	{
		option: 'chatTemplateKwargs',
		label: 'Chat Template Arguments',
		sent: [
			['{"thinking": true}', { chat_template_kwargs: { thinking: true } }],
			[{ a: 1 }, { chat_template_kwargs: { a: 1 } }],
		],
		refused: ['[]', 'x', 5],
	},
	{
		option: 'choices',
		label: 'Choices',
		sent: [
			[1, { n: 1 }],
			['128', { n: 128 }],
		],
		refused: [0, 129, 1.5, 'two', ''],
	},
	{
		option: 'contextLengthExceededBehavior',
		label: 'Context Length Exceeded Behavior',
		sent: [
			['error', { context_length_exceeded_behavior: 'error' }],
			['truncate', { context_length_exceeded_behavior: 'truncate' }],
		],
		refused: ['Error', '', true],
	},
	{
		option: 'echo',
		label: 'Echo',
		sent: [
			[true, { echo: true }],
			['false', { echo: false }],
		],
		refused: ['yes', 1, ''],
	},
	{
		option: 'frequencyPenalty',
		label: 'Frequency Penalty',
		sent: [
			[-2, { frequency_penalty: -2 }],
			[2, { frequency_penalty: 2 }],
			[0, { frequency_penalty: 0 }],
		],
		refused: [-2.1, 2.1, 'x'],
	},
	{
		option: 'logitBias',
		label: 'Logit Bias',
		sent: [
			['{"1024": -10.5}', { logit_bias: { '1024': -10.5 } }],
			[{}, { logit_bias: {} }],
		],
		refused: ['{"1024": "x"}', { a: null }, '[]', 5],
	},
	{
		option: 'logprobs',
		label: 'Log Probabilities',
		sent: [
			[0, { logprobs: 0 }],
			[20, { logprobs: 20 }],
		],
		refused: [-1, 21, 0.5, true],
	},
	{
		option: 'minP',
		label: 'Min P',
		sent: [
			[0, { min_p: 0 }],
			[1, { min_p: 1 }],
		],
		refused: [-0.1, 1.1, 'x'],
	},
	{
		option: 'presencePenalty',
		label: 'Presence Penalty',
		sent: [
			[-2, { presence_penalty: -2 }],
			[2, { presence_penalty: 2 }],
		],
		refused: [-2.1, 2.1, 'x'],
	},
	{
		option: 'reasoning',
		label: 'Reasoning',
		sent: [
			['default', {}],
			['on', { reasoning: { enabled: true } }],
			['off', { reasoning: { enabled: false } }],
		],
		refused: ['maybe', true, ''],
	},
	{
		option: 'reasoningEffort',
		label: 'Reasoning Effort',
		sent: [
			['high', { reasoning_effort: 'high' }],
			[' max ', { reasoning_effort: 'max' }],
		],
		refused: ['', 5],
	},
	{
		option: 'repetitionPenalty',
		label: 'Repetition Penalty',
		sent: [
			[0, { repetition_penalty: 0 }],
			[1.1, { repetition_penalty: 1.1 }],
		],
		refused: [-0.1, 'x'],
	},
	{
		option: 'safetyModel',
		label: 'Safety Model',
		sent: [['meta-llama/Llama-Guard-4-12B', { safety_model: 'meta-llama/Llama-Guard-4-12B' }]],
		refused: ['', 5],
	},
	{
		option: 'seed',
		label: 'Seed',
		sent: [
			[0, { seed: 0 }],
			[-7, { seed: -7 }],
		],
		refused: [0.5, 'x'],
	},
	{
		option: 'stop',
		label: 'Stop Sequences',
		sent: [
			[['###', '\n'], { stop: ['###', '\n'] }],
			['###', { stop: ['###'] }],
			[[42], { stop: ['42'] }],
		],
		refused: [[''], '', [true]],
	},
	{
		option: 'topK',
		label: 'Top K',
		sent: [
			[0, { top_k: 0 }],
			[50, { top_k: 50 }],
		],
		refused: [-1, 0.5, 'x'],
	},
	{
		option: 'topP',
		label: 'Top P',
		sent: [
			[0, { top_p: 0 }],
			['0.9', { top_p: 0.9 }],
			[1, { top_p: 1 }],
		],
		refused: [-0.1, 1.1, 'x'],
	},
] satisfies Array<{
	option: string;
	label: string;
	sent: Array<[unknown, object]>;
	refused: unknown[];
}>;

const SENT = OPTIONS.flatMap(({ option, sent }) =>
	sent.map(([value, fields]) => ({ option, value, fields })),
);
const REFUSED = OPTIONS.flatMap(({ option, label, refused }) =>
	refused.map((value: unknown) => ({ option, label, value })),
);

it.each(SENT)('sends $option $value as $fields', ({ option, value, fields }) => {
	expect(readOptions({ [option]: value })).toEqual(fields);
});

it.each(REFUSED)('refuses $value for $option by its label', ({ option, label, value }) => {
	expect(() => readOptions({ [option]: value })).toThrow(
		failing({ name: 'FormError', field: label }),
	);
});

it('sends nothing for options that were not added', () => {
	expect(readOptions({})).toEqual({});
	expect(readOptions({ seed: undefined, unheardOf: 5 })).toEqual({});
});

it('sends several options together', () => {
	expect(readOptions({ topP: 0.9, seed: 42, reasoning: 'default' })).toEqual({
		top_p: 0.9,
		seed: 42,
	});
});

it.each(OPTIONS)('names $option as the form does', ({ option, label }) => {
	const shown = (optionsField.options ?? []).filter(({ name }) => name === option);
	expect(shown).toEqual([expect.objectContaining({ displayName: label })]);
});

describe('the extra body', () => {
	it.each([
		[{}, {}],
		[{ extraBody: '{"new_parameter": [1], "seed": 7}' }, { new_parameter: [1], seed: 7 }],
		[{ extraBody: { a: null } }, { a: null }],
	])('of %j is %j', (options, body) => {
		expect(readExtraBody(options)).toEqual(body);
	});

	it.each([
		[{ model: 'x' }, 'model'],
		[{ messages: [] }, 'messages'],
		[{ stream: false }, 'stream'],
		[{ stream_options: {} }, 'stream_options'],
		[{ stream: true, top_k: 1, model: 'x' }, 'model, stream'],
	])('may not decide what the form decides: %j', (extraBody, named) => {
		expect(() => readExtraBody({ extraBody })).toThrow(
			failing({
				name: 'FormError',
				message: `Extra Body cannot set ${named}`,
				advice: 'Use the field of the form for it.',
			}),
		);
	});

	it.each(['[]', '5', 'x', null])('must be an object, not %p', (extraBody) => {
		expect(() => readExtraBody({ extraBody })).toThrow(
			failing({ name: 'FormError', field: 'Extra Body' }),
		);
	});
});
