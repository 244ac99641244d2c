import { FormError } from '../../form/formError';
import { jsonValue, show } from '../../form/values';
import { CHAT_ROLES, type ChatMessage, type ChatRole } from '../types';
import { asArray, asObject, asString, isObject, parseJson, type JsonObject } from '../../json';

const FORM_FIELD = 'Messages';
const JSON_FIELD = 'Messages (JSON)';
const FIX_CONTENT = 'Write a text or fix the expression.';

/**
 * The messages of the form field. Attachments come in as `parts`, content parts that were loaded
 * before.
 * @throws {FormError} when there are none, or one has no content or an unknown role
 */
export function readFormMessages(value: unknown): ChatMessage[] {
	const values = asArray(asObject(value)?.['values']) ?? [];
	if (values.length === 0) {
		throw new FormError(FORM_FIELD, 'has no message', 'Add at least one message to the form.');
	}
	return values.map((entry, position) => {
		const message = asObject(entry) ?? {};
		const role = readRole(message['role'] ?? 'user', FORM_FIELD, position);
		const content = toText(message['content'], position);
		const parts = asArray(message['parts'])?.filter(isObject) ?? [];
		const isEmpty = content.trim() === '';
		if (isEmpty && parts.length === 0) throw emptyContent(FORM_FIELD, position);
		if (parts.length === 0) return { role, content };
		return { role, content: [...(isEmpty ? [] : [{ type: 'text', text: content }]), ...parts] };
	});
}

/**
 * Messages in the API's own form. Content parts and fields this package does not know go through
 * untouched.
 * @throws {FormError} when the value is not a list of messages
 */
export function readJsonMessages(value: unknown): ChatMessage[] {
	const messages = asArray(jsonValue(value, JSON_FIELD));
	if (!messages) {
		throw new FormError(
			JSON_FIELD,
			'must be a list of messages',
			'For example [{"role": "user", "content": "Hello"}].',
		);
	}
	if (messages.length === 0) {
		throw new FormError(JSON_FIELD, 'has no message', 'Give a list with at least one message.');
	}
	return messages.map((message, position) => {
		if (!isObject(message)) {
			throw new FormError(
				JSON_FIELD,
				`must hold objects with role and content, but message ${position + 1} is ${show(message)}`,
			);
		}
		const role = readRole(message['role'], JSON_FIELD, position);
		return { ...message, role, ...readContent(message, position) };
	});
}

function readContent(message: JsonObject, position: number): Pick<ChatMessage, 'content'> {
	const { content } = message;
	const isText = typeof content === 'string';
	const isEmpty = isText ? content.trim() === '' : content === undefined || content === null;
	// An assistant that called tools, or a system message that brings tools, has no content.
	if (isEmpty && (message['tool_calls'] || message['function_call'] || message['tools'])) return {};
	if (Array.isArray(content) && content.length > 0 && content.every(isObject)) return { content };
	// A tool may have nothing to say.
	if (isText && (!isEmpty || message['role'] === 'tool')) return { content };
	if (isEmpty) throw emptyContent(JSON_FIELD, position);
	throw new FormError(
		JSON_FIELD,
		`must have text or a list of content parts as content, but message ${position + 1} has ${show(content)}`,
	);
}

function readRole(value: unknown, field: string, position: number): ChatRole {
	const role = CHAT_ROLES.find((known) => known === value);
	if (!role) {
		throw new FormError(
			field,
			`has a role the API does not know in message ${position + 1}: ${show(value)}`,
			`Use one of ${CHAT_ROLES.join(', ')}.`,
		);
	}
	return role;
}

function emptyContent(field: string, position: number): FormError {
	return new FormError(field, `has no content in message ${position + 1}`, FIX_CONTENT);
}

/**
 * Expressions may give numbers, dates or objects: the model reads them as a person would write them.
 * @throws {FormError} for values that have no text, such as NaN
 */
function toText(value: unknown, position: number): string {
	if (typeof value === 'string') return value;
	if (value === undefined || value === null) return '';
	const plain = parseJson(JSON.stringify(value) ?? '');
	if (!plain.ok || plain.value === null) {
		throw new FormError(
			FORM_FIELD,
			`has a content that cannot be sent as text in message ${position + 1}: ${show(value)}`,
			FIX_CONTENT,
		);
	}
	return asString(plain.value) ?? JSON.stringify(plain.value);
}
