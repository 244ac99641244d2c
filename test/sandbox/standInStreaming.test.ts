import {
	anyNumber,
	anyString,
	ask,
	complete,
	joined,
	like,
	MODEL,
	post,
	stream,
	withStandIn,
} from './client';

const TOOLS = [
	{
		type: 'function',
		function: {
			name: 'get_weather',
			parameters: { type: 'object', properties: { city: { type: 'string' } } },
		},
	},
];

it('streams in the recorded shape', async () => {
	await withStandIn({ reply: () => 'Hello!' }, async (standIn) => {
		const answer = await post(standIn, ask('Hi', { stream: true }));
		expect(answer.headers['content-type']).toBe('text/event-stream;charset=utf-8');
		const chunks = await stream(standIn, ask('Hi'));
		const fields = { index: 0, logprobs: null, finish_reason: null, seed: null };
		expect(chunks[0]).toEqual({
			id: anyString,
			object: 'chat.completion.chunk',
			created: anyNumber,
			choices: [
				{
					...fields,
					text: 'Hello',
					delta: { token_id: anyNumber, role: 'assistant', content: 'Hello' },
				},
			],
			model: MODEL,
			usage: null,
		});
		expect(chunks.at(-1)).toMatchObject({
			choices: [
				{ finish_reason: 'stop', delta: { token_id: 128009, role: 'assistant', content: '' } },
			],
			usage: { prompt_tokens: 2, completion_tokens: 3, total_tokens: 5, cached_tokens: 0 },
		});
	});
});

it.each([
	['plain', ask('What is new?')],
	['cut', ask('What is new?', { max_tokens: 4 })],
	['several choices', ask('What is new?', { n: 3 })],
	['reasoning', { ...ask('What is new?'), model: 'openai/gpt-oss-120b' }],
	['cut while reasoning', { ...ask('Why?', { max_tokens: 2 }), model: 'openai/gpt-oss-120b' }],
])('says the same streamed and whole: %s', async (_, body) => {
	await withStandIn({}, async (standIn) => {
		const whole = await complete(standIn, body);
		const chunks = await stream(standIn, body);
		expect(whole.choices.length).toBeGreaterThan(0);
		for (const choice of whole.choices) {
			expect(joined(chunks, 'content', choice.index)).toBe(choice.message?.content);
			expect(joined(chunks, 'reasoning', choice.index)).toBe(choice.message?.reasoning ?? '');
			const ends = chunks
				.flatMap(({ choices }) => choices)
				.filter(({ index, finish_reason: end }) => index === choice.index && end !== null);
			expect(ends.map((end) => end.finish_reason)).toEqual([choice.finish_reason]);
		}
		expect(chunks.at(-1)?.usage).toEqual(whole.usage);
	});
});

it('interleaves the tokens of several choices', async () => {
	const chunks = await withStandIn(
		{ reply: (_, __, choice) => (choice === 0 ? 'a b' : 'c') },
		async (s) => await stream(s, ask('Hi', { n: 2 })),
	);
	expect(chunks.map(({ choices }) => choices[0]?.index)).toEqual([0, 1, 0, 1, 0]);
	expect(chunks.map(({ usage }) => usage !== null)).toEqual([false, false, false, false, true]);
});

it('tells the reasoning before the answer and counts its tokens', async () => {
	const body = { ...ask('Why?'), model: 'deepseek-ai/DeepSeek-R1' };
	const whole = await withStandIn({}, async (s) => await complete(s, body));
	expect(whole.choices[0]?.message?.reasoning).toContain('Why?');
	expect(whole.usage).toHaveProperty('completion_tokens_details.reasoning_tokens');
});

it('calls the reasoning reasoning_content at Kimi, with usage in a chunk of its own', async () => {
	const body = { ...ask('Why?'), model: 'moonshotai/Kimi-K3' };
	await withStandIn({}, async (standIn) => {
		const without = await stream(standIn, body);
		const chunks = await stream(standIn, { ...body, stream_options: { include_usage: true } });
		expect(joined(chunks, 'reasoning_content')).toContain('Why?');
		expect(without.every(({ usage }) => usage === null)).toBe(true);
		expect(chunks.at(-1)).toMatchObject({ choices: [], usage: { cached_tokens: 0 } });
	});
});

it('calls a tool, and quotes its result in the next turn', async () => {
	const body = ask('What is the weather in Paris today?', { tools: TOOLS });
	await withStandIn({}, async (standIn) => {
		const whole = await complete(standIn, body);
		const id = like(/^call_/);
		const call = { name: 'get_weather', arguments: '{"city":"Paris"}' };
		expect(whole.choices[0]).toMatchObject({
			finish_reason: 'tool_calls',
			message: { content: null, tool_calls: [{ id, type: 'function', index: 0, function: call }] },
		});
		const deltas = (await stream(standIn, body)).map(({ choices }) => choices[0]);
		expect(deltas.map((choice) => choice?.finish_reason)).toEqual([
			null,
			null,
			'tool_calls',
			'tool_calls',
		]);
		expect(deltas.map((choice) => choice?.delta?.tool_calls)).toEqual([
			undefined,
			[{ index: 0, id, type: 'function', function: { name: 'get_weather', arguments: '' } }],
			[{ index: 0, function: { arguments: '{"city":"Paris"}' } }],
			undefined,
		]);
		const next = await complete(standIn, {
			...body,
			messages: [{ role: 'tool', tool_call_id: 'call_1', content: '21 degrees' }],
		});
		expect(next.choices[0]?.message?.content).toContain('21 degrees');
	});
});

it('streams in the first shape of the API on request', async () => {
	const options = { reply: () => 'A b', streamShape: 'legacy' } as const;
	const chunks = await withStandIn(options, async (s) => await stream(s, ask('Hi')));
	expect(chunks).toHaveLength(2);
	expect(chunks[0]).toMatchObject({
		choices: [{ index: 0, delta: { content: 'A' } }],
		id: like(/^[0-9a-f]{16}-EWR$/),
		token: { text: 'A', special: false },
		finish_reason: null,
		generated_text: null,
		usage: null,
	});
	expect(chunks[1]).toMatchObject({ finish_reason: 'stop', generated_text: 'A b' });
	expect(chunks[1]?.usage).toMatchObject({ completion_tokens: 3 });
	const older = await withStandIn(
		{ ...options, streamShape: 'legacyText' },
		async (s) => await stream(s, ask('Hi')),
	);
	expect(older[0]?.choices).toEqual([{ index: 0, text: 'A' }]);
});
