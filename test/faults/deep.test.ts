import { randomUUID } from 'node:crypto';

import { deepCopy } from 'n8n-workflow';

import { answerWith, DEEP_ANSWERS, nested, type DeepAnswer } from './deepAnswers';
import {
	itemOf,
	MODES,
	NODE_NAME,
	runNode,
	STREAMINGS,
	type OnError,
	type Streaming,
} from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';
import { chatBodies } from '../support/chatRequests';
import { supplier } from '../support/subNodes';
import { jsonOf, runNode as runWithTool } from '../support/runNode';
import { calling, inTurn, TOKENS, USAGE } from '../support/script';

const ITEMS = 4;
const BAD = 1;

interface Case extends DeepAnswer {
	levels: number;
	streaming: Streaming;
	onError: OnError;
}

const CASES = DEEP_ANSWERS.flatMap((deep) =>
	[3_000, 100_000].flatMap((levels) =>
		STREAMINGS.flatMap((streaming) =>
			MODES.map((onError): Case => ({ ...deep, levels, streaming, onError })),
		),
	),
);

/** Runs four items, of which the second gets the deep answer. */
async function run({ parts, parameters, levels, streaming, onError }: Case) {
	const server = await startStandIn({
		intercept: (exchange) => {
			const isBad = itemOf(exchange.request) === BAD;
			answerWith(exchange, isBad ? parts(levels) : {}, levels);
			return true;
		},
	});
	const result = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: ITEMS,
		onError,
		requests: { streaming, maxRetries: 2 },
		...(parameters && { parameters }),
	});
	await server.close();
	const outcome = nodeOutcome(result, NODE_NAME);
	return { ...outcome, sent: server.requests.length };
}

/** What n8n does to items on their way must not overflow. */
function expectCopies(value: object): void {
	expect(() => JSON.stringify(value)).not.toThrow();
	expect(() => deepCopy(value)).not.toThrow();
	expect(() => structuredClone(value)).not.toThrow();
}

function goodText(item: number): unknown {
	return expect.stringContaining(`Answer ${item}`) as unknown;
}

describe('an answer that is nested too deeply in', () => {
	const failing = CASES.filter(({ error }) => error !== undefined);
	const given = CASES.filter(({ error }) => error === undefined);

	it.concurrent.each(failing)(
		'$name fails alone: $levels levels, streaming $streaming, $onError',
		async (row) => {
			const { status, outputs, error, sent } = await run(row);
			const details = {
				attempts: 1,
				text: expect.stringMatching(/^[[{]+/) as unknown,
				finishReason: 'stop',
				tokenUsage: TOKENS,
			};
			if (row.onError === 'stopWorkflow') {
				expect(status).toBe('error');
				expect(error?.message).toBe(row.error);
				expect(error?.context).toMatchObject({ itemIndex: BAD, details });
				return;
			}
			expect(status).toBe('success');
			expect(sent).toBe(ITEMS);
			const items = outputs.flat();
			expectCopies(items);
			const good = items.filter(({ json }) => json.error === undefined);
			expect(good).toMatchObject(
				[0, 2, 3].map((item) => ({ json: { text: goodText(item) }, pairedItem: { item } })),
			);
			const bad = items.filter(({ json }) => json.error !== undefined);
			expect(bad).toMatchObject([
				{
					json: { error: expect.stringContaining(`${row.error}. `) as unknown, details },
					pairedItem: { item: BAD },
				},
			]);
		},
	);

	it.concurrent.each(given)(
		'$name keeps all items: $levels levels, streaming $streaming, $onError',
		async (row) => {
			const { status, items, sent } = await run(row);
			expect(status).toBe('success');
			expect(sent).toBe(ITEMS);
			expectCopies(items);
			expect(items.map(({ pairedItem }) => pairedItem)).toEqual(
				[0, 1, 2, 3].map((item) => ({ item })),
			);
			const { leftOut, argumentsError, parameters } = row;
			const isWhole = parameters?.['simplify'] === false;
			const warning = `The server's field ${leftOut} was left out: it is nested more than 200 levels deep.`;
			const expected = [0, 1, 2, 3].map((item) => ({
				...(isWhole
					? { choices: [{ message: { content: goodText(item) } }], usage: USAGE }
					: { text: goodText(item), tokenUsage: TOKENS }),
				...(item === BAD && leftOut && { warnings: [isWhole ? { message: warning } : warning] }),
				...(item === BAD && argumentsError && { toolCalls: [{ name: 'f', argumentsError }] }),
			}));
			expect(jsonOf(items)).toMatchObject(expected);
			expect(JSON.stringify(items)).not.toMatch(/"(odd|logprobs)":[[{]/);
		},
	);
});

it.each([3_000, 100_000])(
	'a connected tool is not called with arguments of %i levels, and the model is told',
	async (levels) => {
		const args = nested(levels);
		const standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'odd', args]), { content: 'Sorry.' }),
		});
		let called = 0;
		const tool = {
			name: 'odd',
			description: 'Odd',
			schema: { type: 'object', properties: {} },
			invoke: () => Promise.resolve(String(++called)),
		};
		const { items } = await runWithTool({
			baseUrl: standIn.url,
			subNodes: [supplier('ai_tool', () => tool)],
		});
		await standIn.close();
		const result = 'The arguments are nested more than 200 levels deep.';
		expect(called).toBe(0);
		expect(chatBodies(standIn)[1]?.messages[2]?.['content']).toBe(result);
		expectCopies(items);
		expect(jsonOf(items)).toMatchObject([
			{ text: 'Sorry.', toolCalls: [{ id: 'c1', arguments: args, result }] },
		]);
	},
);
