import { excerpt, parseErrorBody, readErrorText } from '../../../nodes/shared/http/errorBody';

const UNAVAILABLE = 'Unable to access non-serverless model X.';

describe('parseErrorBody', () => {
	it.each([
		{
			what: 'the full form with a request id',
			body: {
				id: 'okkMWqL-2kFHot',
				error: {
					message: UNAVAILABLE,
					type: 'invalid_request_error',
					param: null,
					code: 'model_not_available',
				},
			},
			said: {
				message: UNAVAILABLE,
				type: 'invalid_request_error',
				code: 'model_not_available',
				requestId: 'okkMWqL-2kFHot',
			},
		},
		{
			what: 'the full form with a parameter',
			body: { error: { message: 'Too long', type: 't', param: 'max_tokens', code: null } },
			said: { message: 'Too long', type: 't', param: 'max_tokens' },
		},
		{
			what: 'a numeric code',
			body: { error: { message: 'Too many', code: 429 } },
			said: { message: 'Too many', code: '429' },
		},
		{ what: 'a text', body: { error: 'some string' }, said: { message: 'some string' } },
		{
			what: 'a text with a request id',
			body: { id: 'o1', error: 'some string' },
			said: { message: 'some string', requestId: 'o1' },
		},
		{
			what: 'the bare form',
			body: { message: 'Input validation error', type: 'invalid_request_error' },
			said: { message: 'Input validation error', type: 'invalid_request_error' },
		},
		{
			what: 'the full form, over a message beside it',
			body: { message: 'outer', error: { message: 'inner' } },
			said: { message: 'inner' },
		},
		{
			what: 'the bare form beside an error of null',
			body: { error: null, message: 'outer' },
			said: { message: 'outer' },
		},
		{ what: 'a detail', body: { detail: 'Not Found' }, said: { message: 'Not Found' } },
		{
			what: 'a list of faults',
			body: {
				detail: [
					{ loc: ['body', 'messages', 0, 'role'], msg: 'Field required', type: 'missing' },
					{ msg: 'Input should be a number' },
				],
			},
			said: { message: 'body.messages.0.role: Field required; Input should be a number' },
		},
		{
			what: 'the words behind a gateway, in JSON',
			body: {
				error: {
					message: 'Provider returned error',
					code: 400,
					metadata: { raw: '{"error":{"message":"No such model"}}', provider_name: 'X' },
				},
			},
			said: { message: 'Provider returned error: No such model', code: '400' },
		},
		{
			what: 'the words behind a gateway, in plain text',
			body: { error: { message: 'Provider returned error', metadata: { raw: 'out of memory' } } },
			said: { message: 'Provider returned error: out of memory' },
		},
		{
			what: 'the words behind a gateway once, where it repeats them',
			body: { error: { message: 'Bad: no', metadata: { raw: { message: 'no' } } } },
			said: { message: 'Bad: no' },
		},
		{
			what: 'the call that could not be read',
			body: {
				error: {
					message: 'Failed to call a function.',
					code: 'tool_use_failed',
					failed_generation: '<function=f>{"a":1}</function>',
				},
			},
			said: {
				message: 'Failed to call a function. The model wrote: <function=f>{"a":1}</function>',
				code: 'tool_use_failed',
			},
		},
		{
			what: 'a long call that could not be read, at its beginning',
			body: { error: { message: 'Failed.', failed_generation: 'x'.repeat(5_000) } },
			said: { message: `Failed. The model wrote: ${'x'.repeat(300)}…` },
		},
		{ what: 'an empty error object', body: { error: {} }, said: {} },
		{
			what: 'fields of other types as absent',
			body: { id: 5, error: { message: ['a'], type: {}, code: true, param: 7 } },
			said: {},
		},
	])('reads $what', ({ body, said }) => {
		expect(parseErrorBody(body)).toEqual(said);
	});

	it.each([
		['a completion', { id: 'o1', choices: [] }],
		['an empty object', {}],
		['a list', [{ error: 'x' }]],
		['a text', 'error'],
		['null', null],
		['nothing', undefined],
		['an error that is a list', { error: ['x'] }],
	])('finds no error in %s', (_what, body) => {
		expect(parseErrorBody(body)).toBeUndefined();
	});
});

describe('readErrorText', () => {
	it.each([
		{
			what: 'the JSON of the API',
			text: '{"error":{"message":"Bad key","code":"invalid_api_key"}}',
			said: { message: 'Bad key', code: 'invalid_api_key' },
		},
		{
			what: 'JSON of another kind as it stands',
			text: '{"fault":"Not Found"}',
			said: { message: '{"fault":"Not Found"}' },
		},
		{ what: 'plain text', text: 'upstream\n  timed out ', said: { message: 'upstream timed out' } },
		{
			what: 'the words of an HTML page',
			text: '<html><head><style>p { color: red }</style><script>alert("x")</script></head><body><h1>502</h1><p class="a">Bad gateway</p></body></html>',
			said: { message: '502 Bad gateway' },
		},
		{
			what: 'words beside styles and scripts in capitals, over lines',
			text: '<STYLE a="b">\np {}</STYLE>Too <b\nclass="a">many</b><Script>1 < 2</script> requests',
			said: { message: 'Too many requests' },
		},
		{
			what: 'signs that open no tag',
			text: 'must be < 4096 and a <script that does not end',
			said: { message: 'must be < 4096 and a <script that does not end' },
		},
		{ what: 'a tag within a tag', text: 'a <b <c> d > e', said: { message: 'a d > e' } },
		{ what: 'tags of other names', text: '<styled>a</styled><scripts>b', said: { message: 'a b' } },
		{ what: 'broken JSON', text: '{"error":', said: { message: '{"error":' } },
		{ what: 'nothing in an empty body', text: '', said: {} },
		{ what: 'nothing in white space', text: ' \r\n\t', said: {} },
		{ what: 'nothing in a page without words', text: '<html></html>', said: {} },
	])('reads $what', ({ text, said }) => {
		expect(readErrorText(text)).toEqual(said);
	});
});

describe('excerpt', () => {
	it('keeps 300 characters whole', () => {
		expect(excerpt('x'.repeat(300))).toBe('x'.repeat(300));
	});

	it('cuts a longer text and shows that it did', () => {
		expect(excerpt('x'.repeat(301))).toBe(`${'x'.repeat(300)}…`);
	});

	it('counts the words of a page, not its tags', () => {
		expect(excerpt(`<div>${'<br>'.repeat(200)}short</div>`)).toBe('short');
	});
});
