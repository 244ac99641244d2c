import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { chatFunction } from '../../support/dialects';
import { supplier } from '../../support/subNodes';
import { runNode, jsonOf } from '../../support/runNode';
import { always, streaming, withServer, type Answer } from '../../support/server';
import { weatherTool } from '../../support/tools';

const HEAD = { id: 'o1', object: 'chat.completion', created: 1, model: 'm' };
const MADE = expect.stringMatching(/^[0-9a-f]{9}$/) as string;

/** What a choice says: in one piece, or in the pieces of a stream. */
interface Said {
	what: string;
	finish?: string;
	message: object;
	pieces?: object[];
	choice?: object;
	usage?: object;
}

/** Answers with a choice, as the node is to ask for it. */
function saying(isStreamed: boolean, said: Said): Answer {
	const { message, pieces = [message], choice = {}, finish = 'stop', usage } = said;
	const end = { index: 0, finish_reason: finish, ...choice };
	const body = (fields: object, rest: object = {}) =>
		JSON.stringify({ ...HEAD, choices: [fields], ...rest });
	if (!isStreamed) return always(200, body({ ...end, message }, { usage }));
	const chunks = [
		...pieces.map((delta) => body({ index: 0, delta })),
		body({ ...end, delta: {} }, { usage }),
	];
	return streaming([...chunks, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''));
}

/** The items of an answer, and how many requests they took. */
async function ask(answer: Answer, parameters: INodeParameters = {}) {
	return await withServer(answer, async ({ url, received }) => {
		const { items, run } = await runNode({
			baseUrl: url,
			onError: 'continueRegularOutput',
			parameters,
		});
		return { items: jsonOf(items), requests: received.length, run };
	});
}

const REFUSAL = 'I cannot help with that.';
const REFUSED: Said = {
	what: 'a refusal',
	message: { role: 'assistant', content: null, refusal: REFUSAL },
	pieces: [{ content: '', refusal: 'I cannot ' }, { refusal: 'help with that.' }],
};

describe.each([
	['on', true],
	['off', false],
])('what other servers say, streaming %s', (mode, isStreamed) => {
	const requests = { streaming: mode, maxRetries: 0 };

	it.each<Said & { simple: IDataObject; full: object }>([
		{
			...REFUSED,
			simple: { text: '', refusal: REFUSAL },
			full: { choices: [{ message: { refusal: REFUSAL } }] },
		},
		{
			what: 'a call in the older form',
			finish: 'function_call',
			message: { content: null, function_call: { name: 'f', arguments: '{"a":1}' } },
			pieces: [
				{ function_call: { name: 'f', arguments: '' } },
				{ function_call: { arguments: '{"a"' } },
				{ function_call: { arguments: ':1}' } },
			],
			simple: { functionCall: { name: 'f', arguments: { a: 1 } } },
			full: { choices: [{ message: { function_call: { name: 'f', arguments: '{"a":1}' } } }] },
		},
		{
			what: 'a call of a custom tool',
			finish: 'tool_calls',
			message: {
				tool_calls: [{ id: 'c', type: 'custom', custom: { name: 'run', input: 'x = 1' } }],
			},
			pieces: [
				{ tool_calls: [{ index: 0, id: 'c', type: 'custom', custom: { name: 'run', input: '' } }] },
				{ tool_calls: [{ index: 0, custom: { input: 'x = ' } }] },
				{ tool_calls: [{ index: 0, custom: { input: '1' } }] },
			],
			simple: { toolCalls: [{ id: 'c', name: 'run', arguments: 'x = 1' }] },
			full: {
				choices: [{ message: { tool_calls: [{ type: 'custom', custom: { input: 'x = 1' } }] } }],
			},
		},
		{
			what: 'thinking in blocks',
			message: {
				content: [
					{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm.' }] },
					{ type: 'text', text: 'Hi' },
				],
			},
			pieces: [
				{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'H' }] }] },
				{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'm.' }] }] },
				{ content: 'Hi' },
			],
			simple: { text: 'Hi', reasoning: 'Hm.' },
			full: { choices: [{ message: { content: 'Hi', reasoning: 'Hm.' } }] },
		},
		{
			what: 'tokens inside a choice',
			message: { content: 'Hi' },
			choice: { usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 } },
			simple: { tokenUsage: { promptTokens: 1, completionTokens: 2, totalTokens: 3 } },
			full: { usage: { total_tokens: 3 } },
		},
		{
			what: 'reasoning tokens beside the others',
			message: { content: 'Hi' },
			usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3, reasoning_tokens: 2 },
			simple: { tokenUsage: { reasoningTokens: 2 } },
			full: { usage: { reasoning_tokens: 2 } },
		},
		{
			what: 'calls without an id',
			finish: 'tool_calls',
			message: {
				tool_calls: [chatFunction('', 'f', '{"a":1}'), chatFunction(undefined, 'f', '{"a":2}')],
			},
			simple: {
				toolCalls: [
					{ id: MADE, name: 'f', arguments: { a: 1 } },
					{ id: MADE, name: 'f', arguments: { a: 2 } },
				],
			},
			full: { choices: [{ message: { tool_calls: [{ id: MADE }, { id: MADE }] } }] },
		},
		{
			what: 'a label in every piece',
			message: { content: 'Hi', channel: 'final' },
			pieces: [
				{ content: 'H', channel: 'final' },
				{ content: 'i', channel: 'final' },
			],
			simple: { text: 'Hi' },
			full: { choices: [{ message: { channel: 'final' } }] },
		},
	])('comes out: $what', async ({ simple, full, ...said }) => {
		const answer = saying(isStreamed, said);
		const simplified = await ask(answer, { requests });
		expect(simplified.items).toMatchObject([simple]);
		expect(simplified.items[0]).not.toHaveProperty('warnings');
		const whole = await ask(answer, { requests, simplify: false });
		expect(whole.items).toMatchObject([full]);
	});

	it('tells a refusal as one where JSON was asked for, and asks no more', async () => {
		const { items, requests: sent } = await ask(saying(isStreamed, REFUSED), {
			responseFormat: 'jsonObject',
			options: { repairAnswer: true },
			requests,
		});
		expect(sent).toBe(1);
		expect(items).toMatchObject([
			{
				error: expect.stringContaining(`The model refused: ${REFUSAL}`) as string,
				details: { text: REFUSAL },
			},
		]);
	});

	it('hints at a refusal, and keeps it in the conversation', async () => {
		const { items, run } = await ask(saying(isStreamed, REFUSED), {
			options: { includeMessages: true },
			requests,
		});
		expect(items[0]?.['messages']).toMatchObject([
			{ role: 'user' },
			{ role: 'assistant', content: REFUSAL },
		]);
		expect(JSON.stringify(run)).toContain('The reply is a refusal');
	});

	it('goes back with what the model signs its reasoning with, and the id that was made', async () => {
		const signed = {
			reasoning_details: [{ type: 'reasoning.text', index: 0, text: 'Hm', signature: 's' }],
			thought_signature: 't',
		};
		const call = { ...chatFunction('', 'weather', '{"city":"Paris"}'), extra_content: { g: 's' } };
		const asking = saying(isStreamed, {
			what: '',
			finish: 'tool_calls',
			message: { content: null, ...signed, tool_calls: [call] },
		});
		const done = saying(isStreamed, { what: '', message: { content: 'Warm' } });
		let count = 0;
		const answer: Answer = (response, request) =>
			(count++ === 0 ? asking : done)(response, request);
		await withServer(answer, async ({ url, received }) => {
			await runNode({
				baseUrl: url,
				parameters: { requests },
				subNodes: [supplier('ai_tool', () => weatherTool('weather'))],
			});
			const { messages } = JSON.parse(received[1]?.body ?? '{}') as { messages: object[] };
			const [, said, result] = messages as Array<{ tool_calls?: Array<{ id: string }> }>;
			expect(said).toMatchObject({
				...signed,
				tool_calls: [{ id: MADE, extra_content: { g: 's' } }],
			});
			expect(result).toMatchObject({ role: 'tool', tool_call_id: said?.tool_calls?.[0]?.id });
		});
	});

	it.each([
		{
			what: 'Tool Choice',
			parameters: {
				functions: { values: [{ name: 'f', description: '', parameters: '{}' }] },
				options: { toolChoice: 'function', toolChoiceFunction: 'f' },
			},
			warning: 'The server ignored Tool Choice: the model did not call the function f.',
		},
		{
			what: 'Echo',
			parameters: { options: { echo: true } },
			warning: 'The server ignored Echo: it sent no prompt back.',
		},
	])('is given with a warning where $what was ignored', async ({ parameters, warning }) => {
		const answer = saying(isStreamed, { what: '', message: { content: 'Hi' } });
		const { items } = await ask(answer, { ...parameters, requests });
		expect(items).toMatchObject([{ text: 'Hi', warnings: [warning] }]);
	});
});

it.each([
	['before [DONE]', 'error: {"code":400,"message":"too long for me"}\n\ndata: [DONE]\n\n'],
	[
		'behind some text',
		'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\nerror: {"code":400,"message":"too long for me"}\n\n',
	],
])(
	'tells an error that came as a field of the stream, %s, and asks no more',
	async (_what, body) => {
		const { items, requests } = await ask(streaming(body), { requests: { streaming: 'on' } });
		expect(items).toMatchObject([
			{
				error: expect.stringMatching(/^too long for me\./) as string,
				details: { kind: 'reported', code: '400' },
			},
		]);
		expect(requests).toBe(1);
	},
);

it('reports no more than an error once where the code inside a 200 says that the request is bad', async () => {
	const body = JSON.stringify({ error: { code: 422, message: 'no such field' } });
	const { requests } = await ask(always(200, body), { requests: { streaming: 'off' } });
	expect(requests).toBe(1);
});
