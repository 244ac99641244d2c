import type { IDataObject, INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { inTurn, scripted, TOKENS, type Line } from '../../support/script';
import { lastUserText, startStandIn } from '../../../sandbox/standIn';

const SCHEMA = '{"type":"object","properties":{"city":{"type":"string"}},"required":["city"]}';
const PARAMETERS: INodeParameters = { responseFormat: 'jsonSchema', jsonSchema: SCHEMA };

const SIMPLER = 'Make the task or the schema simpler, or use a stronger model';

interface Fault {
	name: string;
	line: Line;
	message: string;
	advice: string;
	/** The raw text, without thoughts. */
	text: string;
}

const FAULTS: Fault[] = [
	{
		name: 'no JSON',
		line: { content: '{"city" Paris}' },
		message: 'The answer is not valid JSON (at position 8)',
		advice: `${SIMPLER}, or add the option Repair Answer.`,
		text: '{"city" Paris}',
	},
	{
		name: 'JSON that does not fit',
		line: { content: '{"city":5}' },
		message: 'The answer does not fit the schema: city must be string',
		advice: `${SIMPLER}, or add the option Repair Answer.`,
		text: '{"city":5}',
	},
	{
		name: 'JSON in its reasoning only',
		line: { content: '', reasoning: '{"city":"Paris"}' },
		message: 'The answer is empty',
		advice: `${SIMPLER}, or add the option Repair Answer.`,
		text: '',
	},
	{
		name: 'JSON between think tags only',
		line: { content: '<think>{"city":"Paris"}</think>' },
		message: 'The answer is empty',
		advice: `${SIMPLER}, or add the option Repair Answer.`,
		text: '',
	},
	{
		name: 'half an object, as it was cut off',
		line: { content: '{"city":"Pa', finishReason: 'length' },
		message: 'The answer was cut off at Max Tokens and is not valid JSON (at position 11)',
		advice: 'Raise Max Tokens, or ask for less.',
		text: '{"city":"Pa',
	},
	{
		name: 'nothing, as reasoning took all tokens',
		line: { content: '', reasoning_content: 'Hm', finishReason: 'length' },
		message: 'The answer was cut off at Max Tokens and is empty: reasoning used up all tokens',
		advice: 'Raise Max Tokens, or ask for less.',
		text: '',
	},
];

describe.each(['on', 'off'])(
	'an answer that is not what was asked for, streaming %s',
	(streaming) => {
		const parameters = { ...PARAMETERS, requests: { streaming } };

		describe.each(FAULTS)('$name', ({ line, message, advice, text }) => {
			const details = {
				attempts: 1,
				text,
				finishReason: line.finishReason ?? 'stop',
				tokenUsage: TOKENS,
			};

			it('fails its item with the raw text, the finish reason and the place', async () => {
				const standIn = await startStandIn({ intercept: inTurn(line) });
				const { items } = await runNode({
					baseUrl: standIn.url,
					parameters,
					onError: 'continueRegularOutput',
				});
				await standIn.close();
				expect(items).toEqual([
					{ json: { error: `${message}. ${advice}`, details }, pairedItem: { item: 0 } },
				]);
			});

			it('stops the run', async () => {
				const standIn = await startStandIn({ intercept: inTurn(line) });
				const { error, status } = await runNode({ baseUrl: standIn.url, parameters });
				await standIn.close();
				expect(status).toBe('error');
				expect(error).toMatchObject({
					message,
					description: advice,
					context: { itemIndex: 0, details },
				});
			});
		});

		it.each([
			['a Markdown fence', { content: '```json\n{"city":"Paris"}\n```' }],
			['think tags before it', { content: '<think>{"city":"Rome"}</think>\n{"city":"Paris"}' }],
			['reasoning beside it', { content: '{"city":"Paris"}', reasoning: '{"city":"Rome"}' }],
		])('is none with %s', async (_name, line) => {
			const standIn = await startStandIn({ intercept: inTurn(line) });
			const { items } = await runNode({ baseUrl: standIn.url, parameters });
			await standIn.close();
			expect(jsonOf(items)).toMatchObject([{ data: { city: 'Paris' } }]);
		});
	},
);

it('fails alone among items that succeed, and keeps their order', async () => {
	const standIn = await startStandIn({
		intercept: scripted(({ request }) => ({ content: lastUserText(request) })),
	});
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...PARAMETERS, messages: userSays('={{ $json.answer }}') },
		items: ['{"city":"A"}', 'none', '{"city":"C"}'].map((answer) => ({ json: { answer } })),
		onError: 'continueRegularOutput',
	});
	await standIn.close();
	expect(items.map(({ pairedItem }) => pairedItem)).toEqual([0, 1, 2].map((item) => ({ item })));
	expect(jsonOf(items)).toMatchObject([
		{ data: { city: 'A' } },
		{ details: { text: 'none' } },
		{ data: { city: 'C' } },
	]);
});

it.each([
	['at once', {}, 1],
	['after a repair that did not help', { repairAnswer: true }, 2],
])('in one of several choices leaves them all in the error: %s', async (_when, repair, answers) => {
	const lines: Line[] = [
		{ content: '{"city":"A"}' },
		{ content: '<think>Hm</think>none' },
		{ content: '{"city":"C"}' },
	];
	const standIn = await startStandIn({ intercept: inTurn(lines, lines) });
	const { items, metadata } = await runNode({
		baseUrl: standIn.url,
		parameters: { ...PARAMETERS, options: { choices: 3, ...repair } },
		onError: 'continueRegularOutput',
	});
	await standIn.close();
	const [promptTokens, completionTokens, totalTokens] = [10, 5, 15].map((one) => one * answers);
	expect(jsonOf(items)).toEqual([
		{
			error: expect.stringMatching(/^The answer is not valid JSON/) as unknown,
			details: {
				attempts: answers,
				text: 'none',
				finishReason: 'stop',
				choices: [
					{ choiceIndex: 0, text: '{"city":"A"}', finishReason: 'stop', data: { city: 'A' } },
					{ choiceIndex: 1, text: 'none', finishReason: 'stop' },
					{ choiceIndex: 2, text: '{"city":"C"}', finishReason: 'stop', data: { city: 'C' } },
				],
				tokenUsage: { promptTokens, completionTokens, totalTokens },
			},
		},
	]);
	expect(metadata?.tokenUsage).toEqual({
		inputTokens: promptTokens,
		outputTokens: completionTokens,
	});
});

describe.each(['on', 'off'])('Repair Answer, streaming %s', (streaming) => {
	const parameters = {
		...PARAMETERS,
		options: { repairAnswer: true, includeMessages: true },
		requests: { streaming },
	};

	it('asks once more with the fault named, and sums the tokens', async () => {
		const standIn = await startStandIn({
			intercept: inTurn({ content: '{"town":"Paris"}' }, { content: '{"city":"Paris"}' }),
		});
		const { items, metadata } = await runNode({ baseUrl: standIn.url, parameters });
		await standIn.close();

		const [first, second] = chatBodies(standIn);
		expect(second).toEqual({
			...first,
			messages: [
				...(first?.messages ?? []),
				{ role: 'assistant', content: '{"town":"Paris"}' },
				{
					role: 'user',
					content:
						"The answer does not fit the schema: the answer must have required property 'city'. Answer again, with nothing but the corrected JSON.",
				},
			],
		});
		expect(jsonOf(items)).toMatchObject([
			{
				data: { city: 'Paris' },
				text: '{"city":"Paris"}',
				tokenUsage: { promptTokens: 20, completionTokens: 10, totalTokens: 30 },
				messages: [
					{ role: 'user', content: 'Hello' },
					{ role: 'assistant', content: '{"city":"Paris"}' },
				],
			},
		]);
		expect(metadata?.tokenUsage).toEqual({ inputTokens: 20, outputTokens: 10 });
	});

	it('fails with the second answer and the tokens of both when that has a fault too', async () => {
		const standIn = await startStandIn({
			intercept: inTurn({ content: '{}' }, { content: '{"city":1}' }),
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters,
			onError: 'continueRegularOutput',
		});
		await standIn.close();
		const expected: IDataObject = {
			error: `The answer does not fit the schema: city must be string. ${SIMPLER}.`,
			details: {
				attempts: 2,
				text: '{"city":1}',
				finishReason: 'stop',
				tokenUsage: { promptTokens: 20, completionTokens: 10, totalTokens: 30 },
			},
		};
		expect(jsonOf(items)).toEqual([expected]);
	});
});
