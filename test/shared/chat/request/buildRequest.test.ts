import { buildRequest, type ChatForm } from '../../../../nodes/shared/chat/request/buildRequest';
import { failing } from '../../../support/failing';

function requestFor(form: ChatForm) {
	return buildRequest(form).request;
}

const FORM: ChatForm = {
	model: 'openai/gpt-oss-120b',
	messagesSource: 'form',
	messages: { values: [{ role: 'user', content: 'Hello' }] },
	temperature: 0.7,
	maxTokens: 2048,
	options: {},
};

it('sends what the form holds and nothing else', () => {
	expect(requestFor(FORM)).toEqual({
		model: 'openai/gpt-oss-120b',
		messages: [{ role: 'user', content: 'Hello' }],
		temperature: 0.7,
		max_tokens: 2048,
	});
});

it('takes messages from JSON', () => {
	const form = {
		...FORM,
		messagesSource: 'json',
		messagesJson: '[{"role":"user","content":"Hi"}]',
	};
	expect(requestFor(form).messages).toEqual([{ role: 'user', content: 'Hi' }]);
});

it('adds the options, and the extra body last', () => {
	const options = { seed: 1, topK: 5, extraBody: '{"seed": 2, "temperature": 1, "new": true}' };
	expect(requestFor({ ...FORM, options })).toEqual({
		model: 'openai/gpt-oss-120b',
		messages: [{ role: 'user', content: 'Hello' }],
		temperature: 1,
		max_tokens: 2048,
		top_k: 5,
		seed: 2,
		new: true,
	});
});

it('reads numbers that expressions gave as text, and a model with spaces around it', () => {
	const form = { ...FORM, model: ' a/b ', temperature: '0', maxTokens: '10' };
	expect(requestFor(form)).toMatchObject({ model: 'a/b', temperature: 0, max_tokens: 10 });
});

it.each([
	{ field: 'Model', value: { model: '' }, message: 'Model is empty' },
	{ field: 'Model', value: { model: '  ' }, message: 'Model is empty' },
	{ field: 'Model', value: { model: undefined }, message: 'Model is empty' },
	{ field: 'Model', value: { model: { value: 'a/b' } }, message: 'Model is empty' },
	{
		field: 'Messages Source',
		value: { messagesSource: 'list' },
		message: 'Messages Source must be one of form, json, but is "list"',
	},
	{ field: 'Messages', value: { messages: {} }, message: 'Messages has no message' },
	{
		field: 'Temperature',
		value: { temperature: 2.1 },
		message: 'Temperature must be from 0 to 2, but is 2.1',
	},
	{
		field: 'Temperature',
		value: { temperature: '' },
		message: 'Temperature must be a number, but is empty',
	},
	{
		field: 'Max Tokens',
		value: { maxTokens: 0 },
		message: 'Max Tokens must be 1 or more, but is 0',
	},
	{
		field: 'Max Tokens',
		value: { maxTokens: 1.5 },
		message: 'Max Tokens must be a whole number, but is 1.5',
	},
	{
		field: 'Top P',
		value: { options: { topP: 7 } },
		message: 'Top P must be from 0 to 1, but is 7',
	},
	{
		field: 'Extra Body',
		value: { options: { extraBody: { model: 'x' } } },
		message: 'Extra Body cannot set model',
	},
])('refuses a form with a wrong $field', ({ field, value, message }) => {
	expect(() => requestFor({ ...FORM, ...value })).toThrow(
		failing({ name: 'FormError', field, message }),
	);
});
