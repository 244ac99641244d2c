import type { AIMessageChunk } from '@langchain/core/messages';

import { runModel, type UseModel } from './useModel';
import { chatFunction } from '../support/dialects';
import { always, streaming, withServer, type Answer } from '../support/server';

const MADE = expect.stringMatching(/^[0-9a-f]{9}$/) as string;

const told = ({ tool_calls = [], content, additional_kwargs }: AIMessageChunk) => ({
	content: content as string,
	calls: tool_calls.map(({ id, name, args }) => ({ id, name, args })),
	...(additional_kwargs.reasoning_content !== undefined && {
		reasoning: additional_kwargs.reasoning_content as string,
	}),
});

const invoke: UseModel = async (model) => told(await model.invoke('Hello'));

const stream: UseModel = async (model) => {
	let whole: AIMessageChunk | undefined;
	for await (const chunk of await model.stream('Hello')) {
		whole = whole ? whole.concat(chunk) : chunk;
	}
	return whole ? told(whole) : {};
};

/** A stream of these deltas of its only choice. */
function pieces(deltas: object[], finish: string | null = 'tool_calls'): Answer {
	const choices = [
		...deltas.map((delta) => ({ index: 0, delta })),
		...(finish === null ? [] : [{ index: 0, delta: {}, finish_reason: finish }]),
	];
	const events = choices.map((choice) => JSON.stringify({ id: 'o1', choices: [choice] }));
	return streaming([...events, '[DONE]'].map((data) => `data: ${data}\n\n`).join(''));
}

const calls = (...list: object[]) => ({ tool_calls: list });

describe.each([
	['invoked', invoke],
	['streamed', stream],
])('the chat model of another server, %s', (_mode, use) => {
	it.each([
		{
			what: 'an empty id',
			deltas: [
				calls({ index: 0, ...chatFunction('', 'f', '{"a":1}') }),
				calls({ index: 0, ...chatFunction('', 'f', '{"a":2}') }),
			],
			read: [
				{ id: MADE, name: 'f', args: { a: 1 } },
				{ id: MADE, name: 'f', args: { a: 2 } },
			],
		},
		{
			what: 'no id and no arguments',
			deltas: [calls({ index: 0, ...chatFunction(undefined, 'f', '') })],
			read: [{ id: MADE, name: 'f', args: {} }],
		},
		{
			what: 'an id that changes',
			deltas: [
				calls({ index: 0, ...chatFunction('a', 'f', '') }),
				calls({ index: 0, id: 'b', function: { arguments: '{"a"' } }),
				calls({ index: 0, id: 'c', function: { arguments: ':1}' } }),
			],
			read: [{ id: 'a', name: 'f', args: { a: 1 } }],
		},
		{
			what: 'a tail under a new index',
			deltas: [
				calls({ index: 0, ...chatFunction('a', 'f', '{"a"') }),
				calls({ index: 1, function: { arguments: ':1}' } }),
			],
			read: [{ id: 'a', name: 'f', args: { a: 1 } }],
		},
		{
			what: 'a name in fragments, beside another call',
			deltas: [
				calls({ index: 0, ...chatFunction('a', 'get_', '') }),
				calls({ index: 0, function: { name: 'time', arguments: '' } }),
				calls(
					{ index: 1, ...chatFunction('b', 'f', '') },
					{ index: 1, function: { arguments: '{' } },
				),
				calls({ index: 1, function: { arguments: '"a":1}' } }),
			],
			read: [
				{ id: 'a', name: 'get_time', args: {} },
				{ id: 'b', name: 'f', args: { a: 1 } },
			],
		},
	])('reads $what', async ({ deltas, read }) => {
		for (const finish of ['tool_calls', null]) {
			await withServer(pieces(deltas, finish), async ({ url }) => {
				const { items, error } = await runModel(url, use);
				expect(error).toBeUndefined();
				expect(items[0]?.json).toMatchObject({ calls: read });
			});
		}
	});

	it('makes an id where a whole answer has none', async () => {
		const message = { role: 'assistant', content: null, ...calls(chatFunction('', 'f', '{}')) };
		const body = { id: 'o1', choices: [{ index: 0, finish_reason: 'tool_calls', message }] };
		await withServer(always(200, JSON.stringify(body)), async ({ url }) => {
			const { items } = await runModel(url, use, { requests: { streaming: 'off' } });
			expect(items[0]?.json).toMatchObject({ calls: [{ id: MADE, name: 'f', args: {} }] });
		});
	});

	it('reads thinking in blocks', async () => {
		const deltas = [
			{ content: [{ type: 'thinking', thinking: [{ type: 'text', text: 'Hm' }] }] },
			{ content: [{ type: 'text', text: 'Hi' }] },
		];
		await withServer(pieces(deltas, 'stop'), async ({ url }) => {
			const { items } = await runModel(url, use);
			expect(items[0]?.json).toMatchObject({ content: 'Hi', reasoning: 'Hm' });
		});
	});

	it.each([
		['alone', ''],
		['behind some text', 'data: {"choices":[{"index":0,"delta":{"content":"Hi"}}]}\n\n'],
	])('fails with an error that is a field of the stream, %s', async (_what, before) => {
		const body = `${before}error: {"code":400,"message":"too long for me"}\n\ndata: [DONE]\n\n`;
		await withServer(streaming(body), async ({ url, received }) => {
			const { error } = await runModel(url, use);
			expect(error?.message).toMatch(/^too long for me\./);
			expect(received).toHaveLength(1);
		});
	});
});
