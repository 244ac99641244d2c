import { readFormMessages, readJsonMessages } from './messages';
import { number, oneOf, text } from './formValues';
import { FormError } from './formError';
import { readExtraBody, readOptions } from './options';
import type { ChatCompletionRequest } from '../api/types';
import { asObject } from '../unknown';

/** The values of the form for one item, as n8n resolved them. Nothing about them is known yet. */
export interface ChatForm {
	model: unknown;
	messagesSource: unknown;
	messages?: unknown;
	messagesJson?: unknown;
	temperature: unknown;
	maxTokens: unknown;
	options: unknown;
}

/**
 * Turns the values of the form into the body of a request, checking all of them first.
 * @throws {FormError} naming the first field whose value cannot be sent
 */
export function buildRequest(form: ChatForm): ChatCompletionRequest {
	const options = asObject(form.options) ?? {};
	const source = oneOf(['form', 'json'])(form.messagesSource, 'Messages Source');
	return {
		model: readModel(form.model),
		messages:
			source === 'json' ? readJsonMessages(form.messagesJson) : readFormMessages(form.messages),
		temperature: number({ min: 0, max: 2 })(form.temperature, 'Temperature'),
		max_tokens: number({ min: 1, integer: true })(form.maxTokens, 'Max Tokens'),
		...readOptions(options),
		...readExtraBody(options),
	};
}

function readModel(value: unknown): string {
	if (typeof value !== 'string' || value.trim() === '') {
		throw new FormError('Model', 'is empty', 'Pick a model from the list or enter its ID.');
	}
	return text(value, 'Model');
}
