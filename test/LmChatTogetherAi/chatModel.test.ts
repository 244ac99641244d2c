import type { AIMessageChunk } from '@langchain/core/messages';
import { DynamicStructuredTool } from '@langchain/core/tools';
import { z } from 'zod';

import { runModel, type Model, type UseModel } from './useModel';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

/** LangChain's own type of this field does not resolve here. */
const usageOf = (reply: object) => Reflect.get(reply, 'usage_metadata') as object | undefined;

const ask: UseModel = async (model) => {
	const reply = await model.invoke('Hello');
	return { content: reply.content as string, usage: usageOf(reply) ?? {} };
};

const stream: UseModel = async (model) => {
	const pieces: string[] = [];
	let usage: object | undefined;
	for await (const chunk of await model.stream('Hello')) {
		if (chunk.content) pieces.push(chunk.content as string);
		usage = usageOf(chunk) ?? usage;
	}
	return { pieces, usage: { ...usage } };
};

const callsOf = ({ tool_calls = [] }: AIMessageChunk) =>
	tool_calls.map(({ name, args }) => ({ name, args }));

describe('the chat model', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn({ reply: () => 'Hi there friend' });
	});

	afterEach(async () => {
		await standIn.close();
	});

	it('answers, with its tokens', async () => {
		const { items } = await runModel(standIn.url, ask);

		expect(items[0]?.json).toMatchObject({
			content: 'Hi there friend',
			usage: { input_tokens: 2, output_tokens: 4, total_tokens: 6 },
		});
	});

	it('streams token by token, with its tokens', async () => {
		const { items } = await runModel(standIn.url, stream);

		expect(items[0]?.json).toMatchObject({
			pieces: ['Hi', ' there', ' friend'],
			usage: { input_tokens: 2, output_tokens: 4 },
		});
		expect(standIn.requests[0]?.body).toMatchObject({
			stream: true,
			stream_options: { include_usage: true },
		});
	});

	it('sends every option under the name the API knows', async () => {
		await runModel(standIn.url, ask, {
			model: { __rl: true, mode: 'id', value: 'openai/gpt-oss-120b' },
			temperature: 0.2,
			maxTokens: 77,
			responseFormat: 'jsonObject',
			options: {
				chatTemplateKwargs: '{"enable_thinking":false}',
				contextLengthExceededBehavior: 'truncate',
				extraBody: '{"user":"someone"}',
				frequencyPenalty: 0.1,
				logitBias: '{"42":-1}',
				minP: 0.05,
				presencePenalty: 0.2,
				reasoning: 'off',
				reasoningEffort: 'low',
				repetitionPenalty: 1.1,
				safetyModel: 'guard',
				seed: 7,
				stop: ['###'],
				topK: 40,
				topP: 0.9,
			},
		});

		expect(standIn.requests[0]?.body).toEqual({
			model: 'openai/gpt-oss-120b',
			messages: [{ role: 'user', content: 'Hello' }],
			temperature: 0.2,
			max_tokens: 77,
			stream: true,
			stream_options: { include_usage: true },
			response_format: { type: 'json_object' },
			chat_template_kwargs: { enable_thinking: false },
			context_length_exceeded_behavior: 'truncate',
			user: 'someone',
			frequency_penalty: 0.1,
			logit_bias: { '42': -1 },
			min_p: 0.05,
			presence_penalty: 0.2,
			reasoning: { enabled: false },
			reasoning_effort: 'low',
			repetition_penalty: 1.1,
			safety_model: 'guard',
			seed: 7,
			stop: ['###'],
			top_k: 40,
			top_p: 0.9,
		});
	});

	it('calls tools, streamed and not', async () => {
		const weather = new DynamicStructuredTool({
			name: 'get_weather',
			description: 'The weather of a city',
			schema: z.object({ city: z.string() }),
			func: () => Promise.resolve('sunny'),
		});
		const { items } = await runModel(standIn.url, async (model) => {
			const bound = model.bindTools([weather]);
			const whole = await bound.invoke('Weather in Paris?');
			let streamed: AIMessageChunk | undefined;
			for await (const chunk of await bound.stream('Weather in Paris?')) {
				const piece = chunk;
				streamed = streamed ? streamed.concat(piece) : piece;
			}
			return { whole: callsOf(whole), streamed: streamed ? callsOf(streamed) : [] };
		});

		const calls = [{ name: 'get_weather', args: { city: expect.any(String) as unknown } }];
		expect(items[0]?.json).toEqual({ whole: calls, streamed: calls });
	});

	it.each(['deepseek-ai/DeepSeek-R1', 'moonshotai/Kimi-K3'])(
		'keeps the reasoning of %s, whichever name it has',
		async (id) => {
			const parameters = { model: { __rl: true, mode: 'id', value: id } };
			const whole = await runModel(
				standIn.url,
				async (model) => {
					const { additional_kwargs } = await model.invoke('Hello');
					return { reasoning: additional_kwargs.reasoning_content as string };
				},
				parameters,
			);
			const streamed = await runModel(
				standIn.url,
				async (model) => {
					let reasoning = '';
					for await (const { additional_kwargs } of await model.stream('Hello')) {
						reasoning += (additional_kwargs.reasoning_content as string | undefined) ?? '';
					}
					return { reasoning };
				},
				parameters,
			);

			expect(whole.items[0]?.json.reasoning).toMatch(/\w+ \w+/);
			expect(streamed.items[0]?.json).toEqual(whole.items[0]?.json);
		},
	);
});

describe("the chat model's requests", () => {
	it('outlast the time-out while they wait to be sent again', async () => {
		let failures = 1;
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				if (failures-- <= 0) return false;
				response.writeHead(503, { 'retry-after-ms': '2500' }).end('{"error":"busy"}');
				return true;
			},
		});
		const { status } = await runModel(standIn.url, ask, { requests: { timeout: 2 } });
		await standIn.close();

		expect(status).toBe('success');
		expect(standIn.requests).toHaveLength(2);
	});

	it.each([
		['in one piece', ask],
		['streamed', stream],
	])('are sent again while it may heal, %s', async (_name, use) => {
		let failures = 2;
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				if (failures-- <= 0) return false;
				response.writeHead(503, { 'retry-after-ms': '1' }).end('{"error":{"message":"busy"}}');
				return true;
			},
		});
		const { status } = await runModel(standIn.url, use);
		await standIn.close();

		expect(status).toBe('success');
		expect(standIn.requests).toHaveLength(3);
	});

	it.each([
		['in one piece', ask],
		['streamed', stream],
	])('say what the server said when they fail, %s', async (_name, use) => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
				return true;
			},
		});
		const { error } = await runModel(standIn.url, use);
		await standIn.close();

		expect(standIn.requests).toHaveLength(1);
		expect(`${error?.message} ${error?.description}`).toContain('Credit limit exceeded');
	});

	it('fail when a stream breaks off, and do not end as a short answer', async () => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end('data: {"choices":[{"index":0,"delta":{"content":"Half"}}]}\n\n');
				return true;
			},
		});
		const { status, error } = await runModel(standIn.url, stream);
		await standIn.close();

		expect(status).toBe('error');
		expect(error?.message).toContain('The stream broke off');
		expect(standIn.requests).toHaveLength(1);
	});

	it('reach models that only stream, in one piece too', async () => {
		const standIn = await startStandIn({
			reply: () => 'Hi there friend',
			intercept: ({ request, response }) => {
				if (request.stream === true) return false;
				const error = { message: 'This model requires stream=true', code: 'streaming_required' };
				response.writeHead(400, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ error }));
				return true;
			},
		});
		const { items } = await runModel(standIn.url, ask);
		await standIn.close();

		expect(items[0]?.json).toMatchObject({ content: 'Hi there friend' });
	});

	it.each([{ logprobs: 1 }, { echo: true }])(
		'are not streamed where one piece carries more: %j',
		async (extra) => {
			const standIn = await startStandIn();
			await runModel(standIn.url, ask, { options: { extraBody: JSON.stringify(extra) } });
			await standIn.close();

			expect(standIn.requests.map(({ body }) => body)).toMatchObject([{ ...extra, stream: false }]);
		},
	);

	it.each([
		['in one piece', ask],
		['streamed', stream],
	])('are sent again when a stream breaks off before its first token, %s', async (_name, use) => {
		const standIn = await startStandIn({
			reply: () => 'Hi there friend',
			intercept: ({ response, index }) => {
				if (index > 0) return false;
				const delta = { role: 'assistant', content: '' };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(
					`data: ${JSON.stringify({ id: 'first', choices: [{ index: 0, delta }] })}\n\n`,
				);
				return true;
			},
		});
		const { status, items } = await runModel(standIn.url, use);
		await standIn.close();

		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ usage: { output_tokens: 4 } });
		expect(standIn.requests).toHaveLength(2);
	});

	it('may be answered with nothing at all', async () => {
		const standIn = await startStandIn({ reply: () => '' });
		const { status, items } = await runModel(standIn.url, stream);
		await standIn.close();

		expect(status).toBe('success');
		expect(items[0]?.json).toMatchObject({ pieces: [], usage: { output_tokens: 1 } });
	});

	it.each([
		['streamed', stream],
		['in one piece', ask],
	])('fail when a whole tool call has arguments that are not JSON, %s', async (_name, use) => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				const called = { name: 'pay', arguments: '{"to":"Ann","amount":1' };
				const delta = { tool_calls: [{ index: 0, id: 'c', type: 'function', function: called }] };
				const chunk = { choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
				return true;
			},
		});
		const { status, error } = await runModel(standIn.url, use);
		await standIn.close();

		expect(status).toBe('error');
		expect(error?.message).toBe('The model called pay with arguments that are not valid JSON.');
	});

	it.each([
		['streamed, in its arguments', stream, '{"to":"Ann","amount":1'],
		['streamed, behind its name', stream, ''],
		['in one piece, in its arguments', ask, '{"to":"Ann","amount":1'],
		['in one piece, behind its name', ask, ''],
	])('fail when Max Tokens cuts a tool call off, %s', async (_name, use, args) => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				const called = { name: 'pay', arguments: args };
				const delta = { tool_calls: [{ index: 0, id: 'c', type: 'function', function: called }] };
				const chunk = { choices: [{ index: 0, delta, finish_reason: 'length' }] };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(`data: ${JSON.stringify(chunk)}\n\ndata: [DONE]\n\n`);
				return true;
			},
		});
		const { status, error } = await runModel(standIn.url, use);
		await standIn.close();

		expect(status).toBe('error');
		expect(error?.message).toBe(
			'A tool call was cut off at Max Tokens. Raise Max Tokens, or ask for less.',
		);
		expect(standIn.requests).toHaveLength(1);
	});

	it.each([
		['in one piece', ask],
		['streamed', stream],
	])('say what the server said inside a stream before the first token, %s', async (_name, use) => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				const role = { choices: [{ index: 0, delta: { role: 'assistant' } }] };
				const error = { message: 'Your images are too large', type: 'invalid_request_error' };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(`data: ${JSON.stringify(role)}\n\ndata: ${JSON.stringify({ error })}\n\n`);
				return true;
			},
		});
		const { error } = await runModel(standIn.url, use);
		await standIn.close();

		expect(error?.message).toMatch(/^Your images are too large\./);
		expect(standIn.requests).toHaveLength(1);
	});

	it.each([
		['in one piece', ask, { content: 'Hi there friend' }],
		['streamed', stream, { pieces: ['Hi there friend'] }],
	])('are not streamed where the form says so, %s', async (_name, use, said) => {
		const standIn = await startStandIn({
			reply: () => 'Hi there friend',
			intercept: ({ request, response }) => {
				if (request.stream === false && !('stream_options' in request)) return false;
				const error = { message: 'Streaming is not supported', type: 'invalid_request_error' };
				response.writeHead(400, { 'content-type': 'application/json' });
				response.end(JSON.stringify({ error }));
				return true;
			},
		});
		const { items } = await runModel(standIn.url, use, { requests: { streaming: 'off' } });
		await standIn.close();

		expect(items[0]?.json).toMatchObject({
			...said,
			usage: { input_tokens: 2, output_tokens: 4, total_tokens: 6 },
		});
	});

	it.each([
		['streamed', stream, 1],
		['in one piece', ask, 2],
	])('fail when a tool call ends behind its name, %s', async (_name, use, attempts) => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				const called = { name: 'delete_rows', arguments: '' };
				const delta = { tool_calls: [{ index: 0, id: 'c', type: 'function', function: called }] };
				const chunk = { choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(`data: ${JSON.stringify(chunk)}\n\n`);
				return true;
			},
		});
		const { status, error } = await runModel(standIn.url, use, { requests: { maxRetries: 1 } });
		await standIn.close();

		expect(status).toBe('error');
		expect(error?.message).toContain('The stream broke off in the middle of a tool call');
		// Pieces that the agent has cannot be taken back, so only what it has not seen is asked again.
		expect(standIn.requests).toHaveLength(attempts);
	});

	it('fail when a tool call breaks off, and do not call with half of the arguments', async () => {
		const standIn = await startStandIn({
			intercept: async ({ response }) => {
				const call = { index: 0, id: 'c', type: 'function' };
				const called = { name: 'pay', arguments: '{"to":"Ann","amount":1' };
				const delta = { role: 'assistant', tool_calls: [{ ...call, function: called }] };
				const chunk = { choices: [{ index: 0, delta, finish_reason: 'tool_calls' }] };
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				await new Promise((sent) => response.write(`data: ${JSON.stringify(chunk)}\n\n`, sent));
				response.socket?.resetAndDestroy();
				return true;
			},
		});
		const { status, error } = await runModel(standIn.url, stream);
		await standIn.close();

		expect(status).toBe('error');
		expect(error?.message).toContain('connection was');
	});

	it.each([
		['in one piece', async (model: Model, signal: object) => await model.invoke('Hello', signal)],
		['streamed', async (model: Model, signal: object) => await model.stream('Hello', signal)],
	])('end with the Stop button before the first token, %s', async (_name, use) => {
		const stop = new AbortController();
		const standIn = await startStandIn({ intercept: () => true });
		const running = runModel(
			standIn.url,
			async (model, signal) => {
				await use(model, { signal });
				return {};
			},
			{},
			stop.signal,
		);
		await standIn.waitForRequests(1);
		stop.abort();
		await running;
		await standIn.waitUntil(() => standIn.requests[0]?.aborted === true);
		await standIn.close();

		expect(standIn.requests).toHaveLength(1);
	});

	it.each([
		['in one piece', ask],
		['streamed', stream],
	])('end at the Total Timeout, %s', async (_name, use) => {
		const standIn = await startStandIn({
			intercept: async ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				while (!response.destroyed) {
					response.write('data: {"choices":[{"index":0,"delta":{"content":"a"}}]}\n\n');
					await new Promise((next) => setTimeout(next, 100));
				}
				return true;
			},
		});
		const { error } = await runModel(standIn.url, use, { requests: { totalTimeout: 2 } });
		await standIn.close();

		expect(standIn.requests).toHaveLength(1);
		expect(`${error?.message} ${error?.description}`).toContain(
			'longer than Requests > Total Timeout allows',
		);
	});
});
