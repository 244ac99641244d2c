import type { ApiErrorDetails, ApiErrorKind } from '../../../nodes/shared/http/errors';
import type { ChatCompletionChunk, ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { event, EVENTS, read, sse, token } from '../../support/recordings';
import {
	always,
	clientFor,
	failureOf,
	KEY,
	streaming,
	withServer,
	type Answer,
	follow,
} from '../../support/server';

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'Hello' }],
};
const JSON_TYPE = { 'content-type': 'application/json' };
const COMPLETION = {
	id: 'o1',
	object: 'chat.completion',
	created: 1,
	model: 'm',
	prompt: [],
	choices: [
		{
			index: 0,
			finish_reason: 'stop',
			logprobs: null,
			seed: 3,
			message: { role: 'assistant', content: 'Hi', tool_calls: [] },
		},
	],
	usage: { prompt_tokens: 1, completion_tokens: 2, total_tokens: 3 },
};

/** What each way of asking fails with. */
async function failures(answer: Answer) {
	return await withServer(answer, async (server) => {
		const client = clientFor(server);
		return {
			atOnce: await failureOf(client.chat.create(REQUEST)),
			streamed: await failureOf(follow(client, REQUEST, () => {})),
			models: await failureOf(client.models.list()),
		};
	});
}

async function streamed(answer: Answer): Promise<ChatCompletionChunk[]> {
	const chunks: ChatCompletionChunk[] = [];
	await withServer(answer, async (server) => {
		await follow(clientFor(server), REQUEST, (chunk) => chunks.push(chunk));
	});
	return chunks;
}

describe('a good answer', () => {
	it('is given in one piece', async () => {
		await withServer(always(200, JSON.stringify(COMPLETION)), async (server) => {
			expect(await clientFor(server).chat.create(REQUEST)).toEqual(COMPLETION);
		});
	});

	it('is given chunk by chunk', async () => {
		const stream = sse(...EVENTS);
		expect(await streamed(streaming(stream))).toEqual(read([Buffer.from(stream)]));
	});

	it('is given chunk by chunk where the server names no type', async () => {
		const stream = sse(...EVENTS);
		expect(await streamed(always(200, stream, {}))).toEqual(read([Buffer.from(stream)]));
	});

	it('is given as one chunk where the server does not stream', async () => {
		expect(await streamed(always(200, JSON.stringify(COMPLETION)))).toMatchObject([
			{
				id: 'o1',
				created: 1,
				model: 'm',
				usage: COMPLETION.usage,
				deltas: [
					{
						index: 0,
						role: 'assistant',
						content: 'Hi',
						finishReason: 'stop',
						seed: 3,
					},
				],
			},
		]);
	});

	it('may be created', async () => {
		await withServer(always(201, JSON.stringify(COMPLETION)), async (server) => {
			expect(await clientFor(server).chat.create(REQUEST)).toEqual(COMPLETION);
		});
	});
});

describe('a 2xx that is no answer', () => {
	const PAGE = '<!doctype html><html><body><h1>Welcome</h1></body></html>';

	it('is told for a page', async () => {
		const answer = always(200, PAGE, { 'content-type': 'text/html; charset=utf-8' });
		const { atOnce, streamed, models } = await failures(answer);
		const expected = {
			kind: 'malformed',
			message:
				'The server answered 200 with something that is not a completion (text/html): Welcome',
			details: { status: 200 },
		};
		expect(atOnce).toMatchObject(expected);
		expect(streamed).toMatchObject(expected);
		expect(models).toMatchObject({ kind: 'malformed', details: { status: 200 } });
	});

	it.each([
		{ what: 'an empty body', status: 200, headers: JSON_TYPE },
		{ what: 'an empty stream', status: 200, headers: { 'content-type': 'text/event-stream' } },
		{ what: 'an empty body without type', status: 200, headers: {} },
		{ what: 'no content', status: 204, headers: {} },
	])('is told for $what', async ({ status, headers }) => {
		const { atOnce, streamed, models } = await failures(always(status, '', headers));
		const expected = {
			kind: 'truncated',
			message: `The server answered ${status} with an empty body`,
			details: { status },
		};
		expect(atOnce).toMatchObject(expected);
		expect(streamed).toMatchObject(expected);
		expect(models).toMatchObject(expected);
	});

	it('is told for JSON that is broken', async () => {
		const { atOnce, streamed } = await failures(always(200, '{"id": "o1", "choi'));
		const expected = {
			kind: 'malformed',
			message:
				'The server answered 200 with something that is not a completion (application/json): {"id": "o1", "choi',
		};
		expect(atOnce).toMatchObject(expected);
		expect(streamed).toMatchObject(expected);
	});

	it('is told for JSON without choices', async () => {
		const { atOnce, streamed, models } = await failures(always(200, '{"id":"o1","object":"x"}'));
		const expected = {
			kind: 'malformed',
			message: 'The answer holds no choices. It holds: id, object',
		};
		expect(atOnce).toMatchObject(expected);
		expect(streamed).toMatchObject(expected);
		expect(models).toMatchObject({
			kind: 'malformed',
			message: 'The answer is not a list of models',
		});
	});

	it('is told for an error in JSON, with its details and request id', async () => {
		const body = { error: { message: 'Overloaded', type: 'server_error', code: 'overloaded' } };
		const headers = { ...JSON_TYPE, 'x-request-id': 'r1' };
		const all = await failures(always(200, JSON.stringify(body), headers));
		for (const failure of Object.values(all)) {
			expect(failure).toMatchObject({
				kind: 'reported',
				message: 'Overloaded',
				details: { status: 200, requestId: 'r1', type: 'server_error', code: 'overloaded' },
			});
		}
	});

	it('is told for a stream where none was asked for', async () => {
		await withServer(streaming('data: {"id":"o1"}\n\n'), async (server) => {
			const failure = await failureOf(clientFor(server).chat.create(REQUEST));
			expect(failure).toMatchObject({
				kind: 'malformed',
				message:
					'The server answered 200 with something that is not a completion (text/event-stream): data: {"id":"o1"}',
			});
		});
	});

	it.each<{ what: string; stream: string; kind: ApiErrorKind; message: string }>([
		{
			what: 'without an end',
			stream: sse(event([token('Hi')])).replace('data: [DONE]\n\n', ''),
			kind: 'truncated',
			message:
				'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came',
		},
		{
			what: 'with an error',
			stream: sse(event([token('Hi')]), { error: { message: 'Engine died' } }),
			kind: 'reported',
			message: 'Engine died',
		},
		{
			what: 'with broken JSON',
			stream: 'data: {"id\n\n',
			kind: 'malformed',
			message: 'An event of the stream is not a JSON object: {"id',
		},
		{
			what: 'without a choice',
			stream: sse(),
			kind: 'malformed',
			message: 'The stream ended without a single choice',
		},
	])('is told for a stream $what', async ({ stream, kind, message }) => {
		const { streamed } = await failures(streaming(stream, { 'x-request-id': 'r1' }));
		expect(streamed).toMatchObject({ kind, message });
		expect(streamed.details).toEqual({ status: 200, requestId: 'r1' });
	});

	it('shows what the server said in JSON that is called a stream', async () => {
		const { streamed } = await failures(streaming('{"error":{"message":"Overloaded"}}'));
		expect(streamed.message).toContain('Overloaded');
	});
});

describe('an error status', () => {
	it('is told with all that the server said', async () => {
		const body = {
			id: 'o7',
			error: { message: 'Too fast', type: 'dynamic_request_limited', param: 'model', code: 'slow' },
		};
		const headers = {
			...JSON_TYPE,
			'x-request-id': 'r1',
			'x-ratelimit-reset': '1.5',
			'x-should-retry': 'true',
		};
		const all = await failures(always(429, JSON.stringify(body), headers));
		for (const failure of Object.values(all)) {
			expect(failure).toMatchObject({ kind: 'status', message: 'Too fast' });
			expect(failure.details).toEqual({
				status: 429,
				type: 'dynamic_request_limited',
				param: 'model',
				code: 'slow',
				requestId: 'r1',
				retryAfterMs: 1500,
				shouldRetry: true,
			} satisfies ApiErrorDetails);
		}
	});

	it.each([
		{
			what: 'the id of the body as request id',
			status: 400,
			body: '{"id":"o7","error":"No"}',
			message: 'No',
			details: { requestId: 'o7' },
		},
		{
			what: 'the words of a page',
			status: 502,
			body: '<h1>Bad gateway</h1>',
			message: 'Bad gateway',
			details: { isForeign: true },
		},
		{
			what: 'its number when nothing was said',
			status: 503,
			body: '',
			message: 'The server answered with status 503',
			details: { isForeign: true },
		},
		{
			what: 'its number when the error is empty',
			status: 500,
			body: '{"error":{}}',
			message: 'The server answered with status 500',
			details: {},
		},
		{
			what: 'its number when the words are empty',
			status: 500,
			body: '{"error":""}',
			message: 'The server answered with status 500',
			details: {},
		},
		{
			what: 'its number when the message is empty',
			status: 500,
			body: '{"error":{"message":""}}',
			message: 'The server answered with status 500',
			details: {},
		},
		{
			what: 'the status 404',
			status: 404,
			body: '{"error":{"message":"No such model","code":"model_not_found"}}',
			message: 'No such model',
			details: { code: 'model_not_found' },
		},
	])('is told with $what', async ({ status, body, message, details }) => {
		const { atOnce, streamed } = await failures(always(status, body));
		for (const failure of [atOnce, streamed]) {
			expect(failure).toMatchObject({ kind: 'status', message });
			expect(failure.details).toEqual({ status, ...details });
		}
	});

	it('is told with the beginning of a huge body, which is not read to the end', async () => {
		const answer: Answer = (response) => {
			response.writeHead(500, JSON_TYPE);
			const more = () => {
				while (!response.destroyed && response.write('x'.repeat(65_536)));
			};
			response.on('drain', more);
			more();
		};
		await withServer(answer, async (server) => {
			const failure = await failureOf(clientFor(server).chat.create(REQUEST));
			expect(failure).toMatchObject({
				kind: 'status',
				message: `${'x'.repeat(300)}…`,
				details: { status: 500 },
			});
			await expect(server.received[0]?.gone).resolves.toBeUndefined();
		});
	});

	it('is told when its body breaks off', async () => {
		const answer: Answer = (response) => {
			response.writeHead(502, { 'content-length': '100' });
			response.write('Bad', () => response.destroy());
		};
		const { atOnce } = await failures(answer);
		expect(atOnce).toMatchObject({ kind: 'status', details: { status: 502 } });
	});
});

describe('the key', () => {
	const told = `Invalid API key: ${KEY}.`;

	it.each([
		{ what: 'an error', answer: always(401, JSON.stringify({ error: { message: told } })) },
		{ what: 'a page', answer: always(403, `<p>${told}</p>`, { 'content-type': 'text/html' }) },
		{ what: 'an error on a 200', answer: always(200, JSON.stringify({ error: told })) },
		{ what: 'a 200 that is a page', answer: always(200, told, { 'content-type': 'text/plain' }) },
		{ what: 'a stream', answer: streaming(sse({ error: { message: told } })) },
		{
			what: 'the other fields of an error',
			answer: always(
				401,
				JSON.stringify({ id: KEY, error: { message: told, type: KEY, code: KEY, param: KEY } }),
			),
		},
		{
			what: 'the other fields of an error on a 200',
			answer: always(200, JSON.stringify({ error: { message: told, type: KEY, code: KEY } })),
		},
		{
			what: 'a header',
			answer: always(401, JSON.stringify({ error: { message: told } }), { 'x-request-id': KEY }),
		},
	])('is not shown when $what repeats it', async ({ answer }) => {
		const { streamed, atOnce } = await failures(answer);
		for (const failure of [streamed, atOnce]) {
			expect(JSON.stringify({ ...failure, message: failure.message })).not.toContain(KEY);
			expect(failure.stack).not.toContain(KEY);
		}
		expect(streamed.message).toContain('Invalid API key: [API key].');
	});

	it('is not shown in part where a long text is cut in the middle of it', async () => {
		const page = `${'x'.repeat(285)} ${KEY}`;
		const { atOnce } = await failures(always(401, page, { 'content-type': 'text/plain' }));
		expect(atOnce.message).not.toContain(KEY.slice(0, 8));
	});
});

describe('a redirect', () => {
	it.each([301, 302, 303, 307, 308])('is refused and not followed: %d', async (status) => {
		await withServer(always(200, JSON.stringify(COMPLETION)), async (other) => {
			const answer = always(status, '', { location: `${other.url}/chat/completions?key=${KEY}` });
			const all = await failures(answer);
			for (const failure of Object.values(all)) {
				expect(failure).toMatchObject({
					kind: 'redirect',
					message: `The server answered with a redirect to http://${other.host}, which was not followed because the API key would go along`,
				});
				expect(failure.details).toEqual({ status });
			}
			expect(other.connections()).toBe(0);
		});
	});

	it.each([
		{ what: 'no address', headers: {} },
		{ what: 'an address that is none', headers: { location: 'http://' } },
	])('is refused with $what', async ({ headers }) => {
		const { atOnce } = await failures(always(302, '', headers));
		expect(atOnce).toMatchObject({
			kind: 'redirect',
			message:
				'The server answered with a redirect to elsewhere, which was not followed because the API key would go along',
		});
	});
});
