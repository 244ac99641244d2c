import { jsonOf, runNode, userSays } from '../support/runNode';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

describe('Chat > Complete', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn({
			reply: (_request, index, choice) => `Reply ${index}.${choice}`,
		});
	});

	afterEach(async () => {
		await standIn.close();
	});

	it('sends what the form says, and nothing the user did not set', async () => {
		await runNode({ baseUrl: standIn.url, apiKey: 'the-key' });

		const [request] = standIn.requests;
		expect(request).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
		expect(request?.headers).toMatchObject({
			authorization: 'Bearer the-key',
			'content-type': 'application/json',
		});
		expect(request?.body).toEqual({
			model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
			messages: [{ role: 'user', content: 'Hello' }],
			temperature: 0.7,
			max_tokens: 2048,
			stream: true,
			stream_options: { include_usage: true },
		});
	});

	it('gives one simplified item, paired to its input', async () => {
		const { items, status, metadata } = await runNode({ baseUrl: standIn.url });

		expect(status).toBe('success');
		expect(items).toEqual([
			{
				json: {
					text: 'Reply 0.0',
					finishReason: 'stop',
					model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
					id: expect.stringMatching(/.+/) as unknown,
					tokenUsage: { promptTokens: 2, completionTokens: 5, totalTokens: 7, cachedTokens: 0 },
				},
				pairedItem: { item: 0 },
			},
		]);
		expect(metadata?.tokenUsage).toEqual({ inputTokens: 2, outputTokens: 5 });
	});

	it('gives the same full output whether it was streamed or not', async () => {
		const outputs = await Promise.all(
			['on', 'off'].map(async (streaming) => {
				const server = await startStandIn({ reply: () => 'One and the same.' });
				const parameters = { simplify: false, options: { choices: 2 }, requests: { streaming } };
				const { items } = await runNode({ baseUrl: server.url, parameters });
				await server.close();
				return jsonOf(items).map(({ id, created, ...rest }) => {
					expect(typeof id).toBe('string');
					expect(typeof created).toBe('number');
					return rest;
				});
			}),
		);

		expect(outputs[0]).toEqual(outputs[1]);
		expect(outputs[0]).toMatchObject([
			{
				object: 'chat.completion',
				prompt: [],
				choices: [
					{ index: 0, finish_reason: 'stop', message: { content: 'One and the same.' } },
					{ index: 1, finish_reason: 'stop', message: { content: 'One and the same.' } },
				],
			},
		]);
	});

	it('gives one item per choice, with the tokens on the first only', async () => {
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { choices: 3 } },
			input: [{}, {}],
		});

		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
			[0, 0, 0, 1, 1, 1].map((item) => ({ item })),
		);
		expect(jsonOf(items).map(({ choiceIndex }) => choiceIndex)).toEqual([0, 1, 2, 0, 1, 2]);
		expect(jsonOf(items).map(({ tokenUsage }) => tokenUsage !== undefined)).toEqual([
			true,
			false,
			false,
			true,
			false,
			false,
		]);
	});

	it('resolves expressions for each item', async () => {
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				messages: userSays('=Say {{ $json.word }}'),
				temperature: '={{ $json.heat }}',
				maxTokens: '={{ $json.room }}',
			},
			input: [
				{ word: 'one', heat: 0, room: 1 },
				{ word: 'two', heat: 2, room: 9 },
			],
		});

		const bodies = standIn.requests.map(({ body }) => body);
		expect(bodies).toHaveLength(2);
		expect(bodies).toMatchObject([
			{ messages: [{ content: 'Say one' }], temperature: 0, max_tokens: 1 },
			{ messages: [{ content: 'Say two' }], temperature: 2, max_tokens: 9 },
		]);
		expect(items).toHaveLength(2);
	});

	it('takes a conversation from another node, with its content parts untouched', async () => {
		const conversation = [
			{ role: 'system', content: 'Be brief.' },
			{
				role: 'user',
				content: [
					{ type: 'text', text: 'What is this?' },
					{ type: 'image_url', image_url: { url: 'https://example.com/a.png' } },
				],
			},
			{ role: 'assistant', content: null, tool_calls: [{ id: 'a', type: 'function' }] },
			{ role: 'tool', tool_call_id: 'a', content: '42' },
		];
		await runNode({
			baseUrl: standIn.url,
			parameters: { messagesSource: 'json', messagesJson: '={{ $json.conversation }}' },
			input: [{ conversation }],
		});

		expect(standIn.requests[0]?.body).toMatchObject({ messages: conversation });
	});

	it('says in the output pane how many replies were cut off', async () => {
		const { hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { maxTokens: '={{ $json.room }}' },
			input: [{ room: 1 }, { room: 100 }, { room: 2 }],
		});

		expect(hints).toMatchObject([
			{
				message:
					'2 of 3 replies were cut off at Max Tokens. Raise Max Tokens to get the whole text.',
				location: 'outputPane',
			},
		]);
	});

	it.each([
		['echo', { echo: true }],
		['log probabilities', { logprobs: 2 }],
	])('asks for an answer in one piece where that carries more: %s', async (_name, options) => {
		await runNode({ baseUrl: standIn.url, parameters: { options } });

		expect(standIn.requests[0]?.body).toMatchObject({ stream: false });
	});

	it('gives nothing and asks nothing for no items', async () => {
		const { items } = await runNode({ baseUrl: standIn.url, input: [] }).catch(() => ({
			items: [],
		}));

		expect(items).toEqual([]);
		expect(standIn.requests).toEqual([]);
	});

	it('keeps the order of the items, whatever the order of the replies', async () => {
		const slowFirst = await startStandIn({
			reply: (request) => `for ${JSON.stringify(request.messages)}`,
			latencyMs: (index) => (index % 4 === 0 ? 60 : 0),
		});
		const { items } = await runNode({
			baseUrl: slowFirst.url,
			parameters: { messages: userSays('=item {{ $json.n }}.') },
			input: Array.from({ length: 40 }, (_, n) => ({ n })),
		});
		await slowFirst.close();

		expect(items).toHaveLength(40);
		items.forEach(({ json, pairedItem }, n) => {
			expect(json.text).toContain(`item ${n}.`);
			expect(pairedItem).toEqual({ item: n });
		});
	});

	it('is an error when a stream ends before all choices that were asked for', async () => {
		const broken = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.end(
					'data: {"choices":[{"index":0,"finish_reason":"stop","delta":{"content":"Hi"}}]}\n\n',
				);
				return true;
			},
		});
		const { error } = await runNode({
			baseUrl: broken.url,
			parameters: { options: { choices: 2 }, requests: { maxRetries: 0 } },
		});
		await broken.close();

		expect(error?.message).toContain('The stream broke off');
	});
});
