import type { IDataObject } from 'n8n-workflow';

import { jsonOf, runNode } from '../support/runNode';
import { startStandIn } from '../../sandbox/standIn';

const HEAD = { id: 'o1', created: 1, model: 'm' };

/** Answers every request with these choices, streamed or not as it was asked. */
async function answering(choices: Array<{ finish: string | null; rest?: object }>, extra = {}) {
	return await startStandIn({
		intercept: ({ request, response }) => {
			const all = choices.map(({ finish, rest }, index) => {
				const message = { role: 'assistant', content: 'Half', ...rest };
				const choice = { index, finish_reason: finish };
				return request.stream ? { ...choice, delta: message } : { ...choice, message };
			});
			const body = JSON.stringify({ ...HEAD, ...extra, choices: all });
			const type = request.stream ? 'text/event-stream' : 'application/json';
			response.writeHead(200, { 'content-type': type });
			response.end(request.stream ? `data: ${body}\n\ndata: [DONE]\n\n` : body);
			return true;
		},
	});
}

describe.each(['on', 'off'])('an answer with streaming %s', (streaming) => {
	const ask = async (
		choices: Parameters<typeof answering>[0],
		parameters: IDataObject = {},
		extra: object = {},
	) => {
		const standIn = await answering(choices, extra);
		const run = await runNode({
			baseUrl: standIn.url,
			onError: 'continueRegularOutput',
			parameters: { requests: { streaming, maxRetries: 0 }, ...parameters },
		});
		await standIn.close();
		return jsonOf(run.items);
	};

	it('that does not say why it ended is given with a warning', async () => {
		expect(await ask([{ finish: null }])).toEqual([
			expect.objectContaining({
				text: 'Half',
				finishReason: null,
				warnings: ['The server did not say why the answer ended: it may be incomplete.'],
			}),
		]);
	});

	it('with fewer choices than were asked for is given with a warning', async () => {
		const choices = [{ finish: 'stop' }, { finish: 'stop' }];
		const items = await ask(choices, { options: { choices: 3 } });
		expect(items.map(({ warnings }) => warnings)).toEqual([
			['The server gave 2 of 3 choices.'],
			undefined,
		]);
	});

	it('that ends in an error is one', async () => {
		expect(await ask([{ finish: 'error' }], {}, { message: 'Engine died' })).toEqual([
			{
				error: expect.stringMatching(/^Engine died/) as unknown,
				details: expect.objectContaining({ kind: 'reported' }) as unknown,
			},
		]);
	});

	it('is given in full with all that the server said', async () => {
		const rest = { annotations: [{ a: 1 }] };
		const extra = { system_fingerprint: 'fp', usage: null };
		expect(await ask([{ finish: 'stop', rest }], { simplify: false }, extra)).toEqual([
			{
				...HEAD,
				object: 'chat.completion',
				prompt: [],
				usage: null,
				system_fingerprint: 'fp',
				choices: [
					{
						index: 0,
						finish_reason: 'stop',
						logprobs: null,
						seed: null,
						message: { role: 'assistant', content: 'Half', tool_calls: [], ...rest },
					},
				],
			},
		]);
	});
});
