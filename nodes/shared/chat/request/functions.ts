import { FormError } from '../../form/formError';
import { jsonObject, oneOf } from '../../form/values';
import type { ChatCompletionRequest, ChatTool } from '../types';
import { asArray, asObject, asString, type JsonObject } from '../../json';

const LABEL = 'Functions';

/** Names the API takes: https://docs.together.ai/docs/inference/function-calling/best-practices */
const NAME = /^[A-Za-z_][A-Za-z0-9_]{0,63}$/;

/** A function without parameters, as the API wants to see it. */
const NO_PARAMETERS: JsonObject = { type: 'object', properties: {} };

/**
 * The functions that the user defined in the form.
 * @throws {FormError} when a name is taken twice or not one the API takes, or parameters are no JSON
 */
export function readFunctions(value: unknown): ChatTool[] {
	const entries = asArray(asObject(value)?.['values']) ?? [];
	const names = new Set<string>();
	return entries.map((entry, position) => {
		const fields = asObject(entry) ?? {};
		const name = (asString(fields['name']) ?? '').trim();
		const which = `function ${position + 1}`;
		if (!NAME.test(name)) {
			throw new FormError(
				LABEL,
				`has a name the API does not take in ${which}`,
				'Use letters, digits and underscores, beginning with a letter or underscore.',
			);
		}
		if (names.has(name)) throw new FormError(LABEL, `has the name ${name} twice`);
		names.add(name);
		const description = asString(fields['description'])?.trim();
		const given = fields['parameters'];
		const parameters = given ? jsonObject(given, `${LABEL}, parameters of ${name},`) : {};
		return {
			type: 'function',
			function: {
				name,
				...(description && { description }),
				parameters: Object.keys(parameters).length > 0 ? parameters : NO_PARAMETERS,
			},
		};
	});
}

/**
 * Whether the model must, may or must not call a function.
 * @param tools all that are offered, connected ones included
 * @throws {FormError} when a named function is not among them
 */
export function readToolChoice(
	options: JsonObject,
	tools: ChatTool[],
): Pick<ChatCompletionRequest, 'tool_choice'> {
	const value = options['toolChoice'];
	if (value === undefined) return {};
	const choice = oneOf(['auto', 'none', 'required', 'function'])(value, 'Tool Choice');
	if (tools.length === 0) {
		if (choice === 'auto' || choice === 'none') return {};
		throw new FormError('Tool Choice', 'asks for a call, but there is no function or tool to call');
	}
	if (choice !== 'function') return { tool_choice: choice };
	const name = asString(options['toolChoiceFunction'])?.trim() ?? '';
	if (!tools.some((tool) => tool.function.name === name)) {
		const names = tools.map((tool) => tool.function.name).join(', ');
		throw new FormError('Function to Call', `is not one of ${names}`);
	}
	return { tool_choice: { type: 'function', function: { name } } };
}
