import { completionOf, usageOf } from '../../../support/choices';
import type { ChatCompletion, ChatCompletionRequest } from '../../../../nodes/shared/chat/types';
import type { ChatInput } from '../../../../nodes/shared/chat/result/exchange';
import { runExchange } from '../../../support/exchange';
import type { ChatResultError } from '../../../../nodes/shared/chat/result/errors';
import { readAnswerFormat } from '../../../../nodes/shared/chat/request/answerFormat';
import type { ConnectedTool } from '../../../../nodes/shared/chat/result/toolCalls';

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'Where?' }],
	max_tokens: 9,
};
const TWICE = { ...REQUEST, n: 2 };
const SCHEMA = {
	type: 'object',
	properties: { city: { type: 'string' } },
	required: ['city'],
};

/** Gives the completions one after the other, and keeps the requests for them. */
function model(...completions: ChatCompletion[]) {
	const requests: ChatCompletionRequest[] = [];
	const ask = (request: ChatCompletionRequest) => {
		const completion = completions[requests.push(request) - 1];
		return completion ? Promise.resolve(completion) : Promise.reject(new Error('Asked too often'));
	};
	return { ask, requests };
}

async function question(more: Partial<ChatInput> = {}): Promise<ChatInput> {
	const format = await readAnswerFormat({ responseFormat: 'jsonSchema', jsonSchema: SCHEMA });
	const limits = { maxToolRounds: 3, maxToolCalls: 32 };
	return { request: REQUEST, format, tools: [], ...limits, repairs: false, ...more };
}

const says = (content: string, usage: object | null = usageOf(10, 5)) =>
	completionOf({ content }, 'stop', usage);

it('gives a text as it is, with nothing parsed', async () => {
	const { ask, requests } = model(says('{"city":"Paris"}'));
	const answer = await runExchange(await question({ format: {} }), ask);
	expect(answer).not.toHaveProperty('data');
	expect(requests).toEqual([REQUEST]);
});

it('gives the data of each choice', async () => {
	const [first, second] = [says('{"city":"Paris"}'), says('{"city":"Rome"}')];
	const both = { ...first, choices: [...first.choices, ...second.choices] };
	const answer = await runExchange(await question({ request: TWICE }), model(both).ask);
	expect(answer.data).toEqual([{ city: 'Paris' }, { city: 'Rome' }]);
});

it('throws what the first request throws, as it is', async () => {
	const failing = runExchange(await question({ repairs: true }), model().ask);
	await expect(failing).rejects.toEqual(new Error('Asked too often'));
});

it('throws what is wrong with the answer, and its tokens', async () => {
	const { ask, requests } = model(says('Paris'));
	await expect(runExchange(await question(), ask)).rejects.toMatchObject({
		name: 'ChatResultError',
		details: { text: 'Paris', finishReason: 'stop', answers: 1, usage: usageOf(10, 5) },
	});
	expect(requests).toHaveLength(1);
});

describe('a repair', () => {
	it('asks once more, showing the answer and naming its fault, and sums the tokens', async () => {
		const { ask, requests } = model(says('{}'), says('{"city":"Paris"}', usageOf(30, 7)));
		const answer = await runExchange(await question({ repairs: true }), ask);

		expect(requests[1]).toEqual({
			...REQUEST,
			messages: [
				...REQUEST.messages,
				{ role: 'assistant', content: '{}' },
				{
					role: 'user',
					content:
						"The answer does not fit the schema: the answer must have required property 'city'. Answer again, with nothing but the corrected JSON.",
				},
			],
		});
		expect(answer).toMatchObject({ data: [{ city: 'Paris' }], usage: usageOf(40, 12) });
	});

	it('is not needed for an answer that fits', async () => {
		const { ask, requests } = model(says('{"city":"Paris"}'));
		await runExchange(await question({ repairs: true }), ask);
		expect(requests).toHaveLength(1);
	});

	it('is tried only once, and then throws the second fault with the tokens of both', async () => {
		const { ask, requests } = model(says('{}'), says('Paris', usageOf(30, 7)));
		const failure: unknown = await runExchange(await question({ repairs: true }), ask).catch(
			(error: unknown) => error,
		);
		expect(failure).toMatchObject({
			name: 'ChatResultError',
			message: expect.stringMatching(/^The answer is not valid JSON/) as unknown,
			details: { text: 'Paris', answers: 2, usage: usageOf(40, 12) },
		});
		expect(requests).toHaveLength(2);
	});

	it.each(['', ' \n'])(
		'does not show the answer %j, which the API would refuse',
		async (nothing) => {
			const { ask, requests } = model(says(nothing), says('{"city":"Paris"}'));
			await runExchange(await question({ repairs: true }), ask);
			expect(requests[1]?.messages.map(({ role }) => role)).toEqual(['user', 'user']);
		},
	);

	it('gives the reasoning back under the key it came with', async () => {
		const thought = completionOf({ content: 'Paris', reasoning_content: 'Hm' });
		const { ask, requests } = model(thought, says('{"city":"Paris"}'));
		await runExchange(await question({ repairs: true }), ask);
		expect(requests[1]?.messages[1]).toEqual({
			role: 'assistant',
			content: 'Paris',
			reasoning_content: 'Hm',
		});
	});

	it('shows the choice that has the fault', async () => {
		const [good, bad] = [says('{"city":"Paris"}'), says('{"town":"Rome"}')];
		const both = { ...good, choices: [...good.choices, ...bad.choices] };
		const { ask, requests } = model(both, good);
		await runExchange(await question({ request: TWICE, repairs: true }), ask);
		expect(requests[1]?.messages[1]).toEqual({ role: 'assistant', content: '{"town":"Rome"}' });
	});

	it('throws what the second request throws', async () => {
		const { ask } = model(says('{}'));
		const failing = runExchange(await question({ repairs: true }), ask);
		await expect(failing).rejects.toThrow('Asked too often');
	});

	it('that fails leaves the first answer, with all its choices, and the tokens', async () => {
		const [good, bad] = [says('{"city":"Paris"}'), says('no')];
		const both = { ...good, choices: [...good.choices, ...bad.choices] };
		const asked = await question({ request: TWICE, repairs: true });
		const failing = runExchange(asked, model(both).ask);
		await expect(failing).rejects.toMatchObject({
			name: 'PartialFailure',
			reason: new Error('Asked too often'),
			progress: {
				text: 'no',
				finishReason: 'stop',
				choices: [{ text: '{"city":"Paris"}', data: { city: 'Paris' } }, { text: 'no' }],
				usage: usageOf(10, 5),
			},
		});
	});

	it('keeps what tools said before', async () => {
		const tool: ConnectedTool = {
			name: 'map',
			definition: { type: 'function', function: { name: 'map' } },
			call: () => Promise.resolve('Paris'),
		};
		const call = { id: 'c1', type: 'function', function: { name: 'map', arguments: '{}' } };
		const calling = completionOf({ content: null, tool_calls: [call] }, 'tool_calls');
		const { ask, requests } = model(calling, says('Paris'), says('{"city":"Paris"}'));
		const request = { ...REQUEST, tools: [tool.definition] };
		const asked = await question({ request, tools: [tool], repairs: true });
		await runExchange(asked, ask);
		expect(requests[2]?.messages.map(({ role }) => role)).toEqual([
			'user',
			'assistant',
			'tool',
			'assistant',
			'user',
		]);
	});
});

it('has an error whose name tells it apart', async () => {
	const failure = await runExchange(await question(), model(says('')).ask).catch(
		(error: ChatResultError) => error,
	);
	expect(failure).toMatchObject({ name: 'ChatResultError', message: 'The answer is empty' });
});
