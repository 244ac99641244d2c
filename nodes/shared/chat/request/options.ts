import { FormError } from '../../form/formError';
import {
	boolean,
	jsonObject,
	number,
	oneOf,
	text,
	textList,
	type FormReader,
} from '../../form/values';
import type { ChatCompletionRequest } from '../types';
import { asNumber, type JsonObject } from '../../json';

/** Fields of the request that options of the form fill. */
type OptionalFields = Omit<Partial<ChatCompletionRequest>, 'model' | 'messages' | 'stream'>;

interface Option {
	/** As the form shows it. */
	label: string;
	read: (value: unknown, label: string) => OptionalFields;
}

/**
 * The options that become fields of the request, by their name in the form. What the API takes is
 * from https://docs.together.ai/docs/inference/chat/parameters.
 */
const OPTIONS: Record<string, Option> = {
	chatTemplateKwargs: field('Chat Template Arguments', 'chat_template_kwargs', jsonObject),
	choices: field('Choices', 'n', number({ min: 1, max: 128, integer: true })),
	contextLengthExceededBehavior: field(
		'Context Length Exceeded Behavior',
		'context_length_exceeded_behavior',
		oneOf(['error', 'truncate']),
	),
	echo: field('Echo', 'echo', boolean),
	frequencyPenalty: field('Frequency Penalty', 'frequency_penalty', number({ min: -2, max: 2 })),
	logitBias: field('Logit Bias', 'logit_bias', logitBias),
	logprobs: field('Log Probabilities', 'logprobs', number({ min: 0, max: 20, integer: true })),
	minP: field('Min P', 'min_p', number({ min: 0, max: 1 })),
	presencePenalty: field('Presence Penalty', 'presence_penalty', number({ min: -2, max: 2 })),
	reasoning: { label: 'Reasoning', read: readReasoning },
	reasoningEffort: field('Reasoning Effort', 'reasoning_effort', text),
	repetitionPenalty: field('Repetition Penalty', 'repetition_penalty', number({ min: 0 })),
	safetyModel: field('Safety Model', 'safety_model', text),
	seed: field('Seed', 'seed', number({ integer: true })),
	stop: field('Stop Sequences', 'stop', textList),
	topK: field('Top K', 'top_k', number({ min: 0, integer: true })),
	topP: field('Top P', 'top_p', number({ min: 0, max: 1 })),
};

/** Options written as JSON: their editor can be cleared. */
const JSON_OPTIONS = ['chatTemplateKwargs', 'extraBody', 'logitBias'];

/** Names that `extraBody` may not set: the form and the node decide on them. */
const RESERVED = ['model', 'messages', 'stream', 'stream_options'];

/**
 * The request fields for the options the user added. An option that was not added is not sent.
 * @throws {FormError} when one has a value the API cannot take
 */
export function readOptions(options: JsonObject): OptionalFields {
	const fields: OptionalFields = {};
	for (const [name, { label, read }] of Object.entries(OPTIONS)) {
		if (!isLeftEmpty(name, options[name])) Object.assign(fields, read(options[name], label));
	}
	return fields;
}

/**
 * Fields to merge into the request last, for parameters this package does not know yet.
 * @throws {FormError} when it is not a JSON object or tries to set a reserved field
 */
export function readExtraBody(options: JsonObject): JsonObject {
	if (isLeftEmpty('extraBody', options['extraBody'])) return {};
	const label = 'Extra Body';
	const extra = jsonObject(options['extraBody'], label);
	const reserved = RESERVED.filter((name) => name in extra);
	if (reserved.length > 0) {
		throw new FormError(
			label,
			`cannot set ${reserved.join(', ')}`,
			'Use the field of the form for it.',
		);
	}
	return extra;
}

/** A field that was not added, or holds nothing: cleared JSON, a list without entries. */
function isLeftEmpty(name: string, value: unknown): boolean {
	if (Array.isArray(value)) return value.length === 0;
	return value === undefined || (value === '' && JSON_OPTIONS.includes(name));
}

function field<Name extends keyof OptionalFields>(
	label: string,
	name: Name,
	reader: FormReader<NonNullable<OptionalFields[Name]>>,
): Option {
	return { label, read: (value) => ({ [name]: reader(value, label) }) };
}

function readReasoning(value: unknown, label: string): OptionalFields {
	const choice = oneOf(['default', 'on', 'off'])(value, label);
	return choice === 'default' ? {} : { reasoning: { enabled: choice === 'on' } };
}

function logitBias(value: unknown, label: string): Record<string, number> {
	const biases = Object.entries(jsonObject(value, label)).map(([token, bias]) => {
		const parsed = asNumber(bias);
		if (parsed === undefined) {
			throw new FormError(label, `must map token ids to numbers, but "${token}" does not have one`);
		}
		return [token, parsed] as const;
	});
	return Object.fromEntries(biases);
}
