import { z } from 'zod';

import { anyNumber, anyObject, ask, complete, get, like, MODEL, post, withStandIn } from './client';

const modelList = z.array(
	z.object({ id: z.string(), type: z.string(), pricing: z.object({}).optional() }),
);

describe('the models list', () => {
	it('is a bare array of models of several types', async () => {
		const { status, json } = await withStandIn({}, async (s) => await get(s, '/models'));
		expect(status).toBe(200);
		const models = modelList.parse(json());
		expect(models.map(({ id }) => id)).toEqual(
			expect.arrayContaining([MODEL, 'openai/gpt-oss-120b', 'moonshotai/Kimi-K3']),
		);
		expect(new Set(models.map(({ type }) => type)).size).toBeGreaterThan(3);
		expect(models.some(({ type, pricing }) => type === 'chat' && !pricing)).toBe(true);
	});
});

describe('who may enter', () => {
	it('refuses a request without a key, and one with another key', async () => {
		await withStandIn({ apiKey: 'right' }, async (standIn) => {
			const none = await post(standIn, ask('Hi'), {});
			const wrong = await get(standIn, '/whoami', 'wrong');
			const right = await get(standIn, '/whoami', 'right');
			expect(none.status).toBe(401);
			expect(none.json()).toMatchObject({ error: { code: 'invalid_api_key' } });
			expect(wrong.status).toBe(401);
			expect(right.json()).toHaveProperty('project_slug', 'sandbox');
		});
	});
});

describe('a completion', () => {
	it('has the recorded shape', async () => {
		const body = await withStandIn({}, async (s) => await complete(s, ask('Tell me a joke')));
		expect(body).toEqual({
			id: like(/^[\w-]+-[0-9a-f]{16}$/),
			object: 'chat.completion',
			created: anyNumber,
			model: MODEL,
			prompt: [],
			choices: [
				{
					finish_reason: 'stop',
					index: 0,
					logprobs: null,
					seed: anyNumber,
					message: {
						role: 'assistant',
						content: like(/Tell me a joke/),
						tool_calls: [],
					},
				},
			],
			usage: {
				prompt_tokens: 5,
				completion_tokens: anyNumber,
				total_tokens: anyNumber,
				cached_tokens: 0,
			},
		});
	});

	it('answers as recorded for a one-token limit', async () => {
		const body = await withStandIn(
			{},
			async (s) =>
				await complete(s, {
					...ask('Q: The capital of France is?\nA:', { max_tokens: 1 }),
					model: 'togethercomputer/RedPajama-INCITE-7B-Instruct',
				}),
		);
		expect(body.choices[0]).toMatchObject({ message: { content: 'A' }, finish_reason: 'length' });
		expect(body.usage).toMatchObject({ prompt_tokens: 12, completion_tokens: 1, total_tokens: 13 });
	});

	it('stops at a stop sequence and at the token limit', async () => {
		await withStandIn({ reply: () => 'one two three four' }, async (standIn) => {
			const stopped = await complete(standIn, ask('Count', { stop: [' three'] }));
			const cut = await complete(standIn, ask('Count', { max_tokens: 3 }));
			expect(stopped.choices[0]).toMatchObject({
				message: { content: 'one two' },
				finish_reason: 'stop',
			});
			expect(cut.choices[0]).toMatchObject({
				message: { content: 'one two three' },
				finish_reason: 'length',
			});
			expect(cut.usage?.completion_tokens).toBe(3);
		});
	});

	it('gives token probabilities and the prompt when asked', async () => {
		const body = await withStandIn(
			{ reply: () => 'Yes sir' },
			async (s) => await complete(s, ask('Ready?', { logprobs: 1, echo: true })),
		);
		expect(body.prompt).toEqual([{ text: 'Ready?', logprobs: anyObject }]);
		expect(body.choices[0]?.logprobs).toEqual({
			tokens: ['Yes', ' sir'],
			token_ids: [anyNumber, anyNumber],
			token_logprobs: [anyNumber, anyNumber],
			top_logprobs: [anyObject, anyObject],
		});
	});

	it('has an id that ends with the ray and is new every time', async () => {
		await withStandIn({}, async (standIn) => {
			const first = await post(standIn, ask('Hi'));
			const second = await post(standIn, ask('Hi'));
			const id = first.headers['x-request-id'];
			expect(first.json()).toHaveProperty('id', id);
			expect(first.headers['cf-ray']).toBe(`${String(id).split('-').at(-1)}-EWR`);
			expect(second.json()).not.toHaveProperty('id', id);
		});
	});
});

describe('structured answers', () => {
	it('fit the JSON schema', async () => {
		const schema = {
			type: 'object',
			properties: {
				category: { enum: ['bug', 'billing'] },
				urgency: { type: 'integer', minimum: 2 },
				tags: { type: 'array', items: { type: 'string', maxLength: 3 } },
				done: { type: 'boolean' },
			},
		};
		const body = await withStandIn(
			{},
			async (s) =>
				await complete(
					s,
					ask('A Billing question', {
						response_format: { type: 'json_schema', json_schema: { name: 'x', schema } },
					}),
				),
		);
		expect(JSON.parse(String(body.choices[0]?.message?.content))).toEqual({
			category: 'billing',
			urgency: 2,
			tags: ['Bil'],
			done: true,
		});
	});

	it.each([
		[{ type: 'json_object' }, /^\{.*\}$/],
		[{ type: 'regex', pattern: '(good|bad)' }, /^bad$/],
	])('follow %j', async (format, expected) => {
		const body = await withStandIn(
			{},
			async (s) => await complete(s, ask('It was bad', { response_format: format })),
		);
		expect(body.choices[0]?.message?.content).toMatch(expected);
	});
});

describe('requests it cannot serve', () => {
	it.each([
		['no model', { messages: [{ role: 'user', content: 'Hi' }] }, 400, 'model'],
		['no messages', { model: MODEL }, 400, 'messages'],
		['logprobs as OpenAI has them', ask('Hi', { logprobs: true }), 400, 'logprobs'],
	])('%s', async (_, body, status, param) => {
		const answer = await withStandIn({}, async (s) => await post(s, body));
		expect(answer.status).toBe(status);
		expect(answer.json()).toMatchObject({ error: { type: 'invalid_request_error', param } });
	});

	it.each([
		['a model it does not know', 'no/such-model', 404],
		['a model without serverless access', 'Austism/chronos-hermes-13b', 400],
		['a model of another type', 'black-forest-labs/FLUX.1-schnell', 400],
	])('%s', async (_, model, status) => {
		const answer = await withStandIn({}, async (s) => await post(s, { ...ask('Hi'), model }));
		expect(answer.status).toBe(status);
		expect(answer.json()).toMatchObject({ error: { code: 'model_not_available' } });
	});

	it('a body that is not JSON, a path that is not there', async () => {
		await withStandIn({}, async (standIn) => {
			expect((await post(standIn, '{"model":')).status).toBe(400);
			const answer = await get(standIn, '/nowhere');
			expect(answer.status).toBe(404);
			expect(answer.text).toContain('/v1/nowhere');
		});
	});
});
