import type { INodeParameters } from 'n8n-workflow';

import { supplier } from '../../support/subNodes';
import { runNode } from '../../support/runNode';
import { calling, inTurn, TOKENS, type Answer } from '../../support/script';
import { weatherTool } from '../../support/tools';
import { startStandIn, type Intercept } from '../../../sandbox/standIn';

/** What n8n is told of the tokens of the one request that succeeded. */
const METADATA = { inputTokens: TOKENS.promptTokens, outputTokens: TOKENS.completionTokens };

const REFUSAL = {
	kind: 'status',
	status: 400,
	type: 'invalid_request_error',
	requestId: expect.any(String) as unknown,
	attempts: 1,
};

const CALLED = {
	id: 'c1',
	name: 'get-weather now',
	arguments: { city: 'Paris' },
	result: 'Sunny in Paris',
};

/** Gives the answers in turn, and then refuses whatever else is asked. */
function thenRefused(...answers: Answer[]): Intercept {
	return (exchange) => {
		if (exchange.index < answers.length) return inTurn(...answers)(exchange);
		exchange.response.writeHead(400, { 'content-type': 'application/json' });
		exchange.response.end('{"error":{"message":"No","type":"invalid_request_error"}}');
		return true;
	};
}

interface Case {
	name: string;
	answer: Answer;
	parameters: INodeParameters;
	/** Beside what is told of the refusal. */
	done: object;
}

const SCHEMA: INodeParameters = {
	responseFormat: 'jsonSchema',
	jsonSchemaType: 'fromJson',
	jsonSchemaExample: '{"city":"Paris"}',
};

const CASES: Case[] = [
	{
		name: 'after a tool was called',
		answer: calling(['c1', 'get_weather_now', { city: 'Paris' }]),
		parameters: {},
		done: { toolCalls: [CALLED] },
	},
	{
		name: 'that was to repair an answer',
		answer: { content: '<think>Hm</think>{"town":"Paris"}' },
		parameters: { ...SCHEMA, options: { repairAnswer: true } },
		done: { text: '{"town":"Paris"}', finishReason: 'stop' },
	},
];

describe.each(['on', 'off'])('a request that fails, streaming %s', (streaming) => {
	describe.each(CASES)('$name', ({ answer, parameters, done }) => {
		const subNodes =
			parameters.responseFormat === undefined ? [supplier('ai_tool', () => weatherTool())] : [];

		async function run(onError: 'continueRegularOutput' | 'stopWorkflow') {
			const standIn = await startStandIn({ intercept: thenRefused(answer) });
			const outcome = await runNode({
				baseUrl: standIn.url,
				parameters: { ...parameters, requests: { streaming } },
				subNodes,
				onError,
			});
			await standIn.close();
			return outcome;
		}

		it('leaves in its item what was done and billed before', async () => {
			const { items, metadata } = await run('continueRegularOutput');
			expect(items).toEqual([
				{
					json: {
						error: expect.stringMatching(/^No\. /) as unknown,
						details: { ...REFUSAL, ...done, tokenUsage: TOKENS },
					},
					pairedItem: { item: 0 },
				},
			]);
			expect(metadata?.tokenUsage).toEqual(METADATA);
		});

		it('tells it also where it ends the run', async () => {
			const { error, metadata } = await run('stopWorkflow');
			expect(error).toMatchObject({
				message: 'No',
				httpCode: '400',
				context: { itemIndex: 0, details: { ...REFUSAL, ...done, tokenUsage: TOKENS } },
			});
			expect(metadata?.tokenUsage).toEqual(METADATA);
		});
	});
});
