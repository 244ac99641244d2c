import { readFormMessages, readJsonMessages } from '../../../../nodes/shared/chat/request/messages';

function formError(message: string, advice?: string): Error {
	return expect.objectContaining({
		name: 'FormError',
		message,
		...(advice !== undefined && { advice }),
	}) as Error;
}

describe('messages of the form', () => {
	it('keep their order and roles', () => {
		const values = [
			{ role: 'system', content: 'Be brief.' },
			{ role: 'user', content: ' Hello\n' },
			{ role: 'assistant', content: 'Hi' },
			{ role: 'user', content: 'Bye' },
		];
		expect(readFormMessages({ values })).toEqual(values);
	});

	it('are from the user unless told otherwise', () => {
		expect(readFormMessages({ values: [{ content: 'Hello' }] })).toEqual([
			{ role: 'user', content: 'Hello' },
		]);
	});

	it.each([
		{ what: 'a number', content: 42, text: '42' },
		{ what: 'zero', content: 0, text: '0' },
		{ what: 'false', content: false, text: 'false' },
		{ what: 'an object', content: { a: [1, null] }, text: '{"a":[1,null]}' },
		{ what: 'a date', content: new Date(0), text: '1970-01-01T00:00:00.000Z' },
	])('turn $what that an expression gave into text', ({ content, text }) => {
		expect(readFormMessages({ values: [{ role: 'user', content }] })).toEqual([
			{ role: 'user', content: text },
		]);
	});

	it.each([
		{ what: 'no number', content: Number('abc'), shown: 'NaN' },
		{ what: 'an endless number', content: Infinity, shown: 'Infinity' },
		{ what: 'a date that is none', content: new Date(NaN), shown: 'an object' },
		{ what: 'a function', content: () => 1, shown: 'an object' },
	])('may not be $what that an expression gave', ({ content, shown }) => {
		const values = [
			{ role: 'user', content: 'Hello' },
			{ role: 'user', content },
		];
		expect(() => readFormMessages({ values })).toThrow(
			formError(
				`Messages has a content that cannot be sent as text in message 2: ${shown}`,
				'Write a text or fix the expression.',
			),
		);
	});

	it.each([
		{ what: 'none', value: { values: [] } },
		{ what: 'no list', value: {} },
		{ what: 'nothing', value: undefined },
		{ what: 'a text', value: 'Hello' },
	])('may not be $what', ({ value }) => {
		expect(() => readFormMessages(value)).toThrow(
			formError('Messages has no message', 'Add at least one message to the form.'),
		);
	});

	it.each(['', '  \n', null, undefined])('may not be empty: %p', (content) => {
		const values = [
			{ role: 'user', content: 'Hello' },
			{ role: 'user', content },
		];
		expect(() => readFormMessages({ values })).toThrow(
			formError('Messages has no content in message 2', 'Write a text or fix the expression.'),
		);
	});

	it('may not have a role the API does not know', () => {
		expect(() => readFormMessages({ values: [{ role: 'bot', content: 'Hi' }] })).toThrow(
			formError(
				'Messages has a role the API does not know in message 1: "bot"',
				'Use one of system, user, assistant, tool, function, developer.',
			),
		);
	});
});

describe('messages as JSON', () => {
	const CONVERSATION = [
		{ role: 'developer', content: 'Be brief.' },
		{
			role: 'user',
			name: 'Ann',
			content: [{ type: 'image_url', image_url: { url: 'https://x/y' } }],
		},
		{ role: 'assistant', content: null, tool_calls: [{ id: 'c', function: { name: 'f' } }] },
		{ role: 'tool', tool_call_id: 'c', content: '{"ok":true}' },
		{ role: 'assistant', content: 'Done', reasoning_content: 'Hm', something_new: { a: 1 } },
	];

	it('go through untouched', () => {
		expect(readJsonMessages(CONVERSATION)).toEqual(CONVERSATION);
	});

	it('may be text', () => {
		expect(readJsonMessages(JSON.stringify(CONVERSATION))).toEqual(CONVERSATION);
	});

	it.each([
		{ role: 'assistant', tool_calls: [{ id: 'c' }] },
		{ role: 'assistant', content: '', function_call: { name: 'f' } },
		{ role: 'assistant', content: ' \n', tool_calls: [{ id: 'c' }] },
		{ role: 'system', tools: [{ type: 'function' }] },
	])('need no content beside calls and tools: %j', (message) => {
		expect(readJsonMessages([message])).toEqual([message]);
	});

	it.each(['', '\n'])('may be a tool that had nothing to say: %j', (content) => {
		const message = { role: 'tool', tool_call_id: 'c', content };
		expect(readJsonMessages([message])).toEqual([message]);
	});

	it.each([
		{ what: 'an object', value: '{"role":"user"}' },
		{ what: 'a text', value: '"Hello"' },
		{ what: 'nothing', value: undefined },
	])('may not be $what', ({ value }) => {
		expect(() => readJsonMessages(value)).toThrow(
			formError(
				'Messages (JSON) must be a list of messages',
				'For example [{"role": "user", "content": "Hello"}].',
			),
		);
	});

	it('may not be none', () => {
		expect(() => readJsonMessages('[]')).toThrow(
			formError('Messages (JSON) has no message', 'Give a list with at least one message.'),
		);
	});

	it('must be valid', () => {
		expect(() => readJsonMessages('[{"role": "user", "content": "a secret" ')).toThrow(
			formError('Messages (JSON) is not valid JSON (at position 40)'),
		);
	});

	it.each([
		['Hello', '"Hello"'],
		[5, '5'],
		[null, 'empty'],
		[[], 'a list'],
	])('must be objects, not %p', (message, shown) => {
		expect(() => readJsonMessages([{ role: 'user', content: 'Hi' }, message])).toThrow(
			formError(
				`Messages (JSON) must hold objects with role and content, but message 2 is ${shown}`,
			),
		);
	});

	it.each([
		['bot', '"bot"'],
		[undefined, 'empty'],
		['User', '"User"'],
	])('must have a role of the API, not %p', (role, shown) => {
		expect(() => readJsonMessages([{ role, content: 'Hi' }])).toThrow(
			formError(`Messages (JSON) has a role the API does not know in message 1: ${shown}`),
		);
	});

	it.each([
		{ role: 'user' },
		{ role: 'user', content: '' },
		{ role: 'user', content: ' \n' },
		{ role: 'user', content: null },
		{ role: 'assistant', content: '' },
		{ role: 'tool', tool_call_id: 'c' },
		{ role: 'tool', tool_call_id: 'c', content: null },
	])('must have content: %j', (message) => {
		expect(() => readJsonMessages([message])).toThrow(
			formError('Messages (JSON) has no content in message 1'),
		);
	});

	it.each([
		[5, '5'],
		[{ text: 'Hi' }, 'an object'],
		[[], 'a list'],
		[['Hi'], 'a list'],
	])('may not have %j as content', (content, shown) => {
		expect(() => readJsonMessages([{ role: 'user', content }])).toThrow(
			formError(
				`Messages (JSON) must have text or a list of content parts as content, but message 1 has ${shown}`,
			),
		);
	});
});
