import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

import { chatBodies, standInFor, type Fixture } from '../helpers/fixture';
import * as nodes from '../helpers/nodes';
import { answering, calling, inTurn, TOKENS, type Call } from '../helpers/script';
import { callsOf } from '../helpers/toolLog';
import { openWaitingRoom } from '../helpers/waitingRoom';
import { run } from '../server/client';
import { itemsOf, type Execution } from '../server/execution';
import { fedWith, workflow, type CanvasNode, type Line } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

const CITIES = ['Paris', 'Rome', 'Oslo'];

/** What the tool Weather says of a city, in whatever form n8n puts it. */
function sunny(city: string): unknown {
	return expect.stringContaining(`Sunny in ${city}`);
}

describe('the node with connected tools', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;
	let room: Server | undefined;

	afterEach(async () => {
		await fixture.standIn.close();
		room?.closeAllConnections();
		room?.close();
	});

	/** Asks each question with these tools. */
	async function ask(questions: string[], tools: CanvasNode[]): Promise<Execution> {
		const ours = nodes.togetherAi(fixture.credential, '={{ $json.question }}');
		const data = workflow(
			'Tools',
			[nodes.manualTrigger(), ours, ...tools],
			[['Start', ours.name], ...tools.map(({ name }): Line => [name, ours.name, 'ai_tool'])],
		);
		const execution = await run(
			n8n,
			fedWith(
				data,
				questions.map((question) => ({ question })),
			),
		);
		expect(execution.error).toBeUndefined();
		return execution;
	}

	/** A tool that answers once so many have asked it at the same time. */
	async function weather(city: string, askers: number): Promise<CanvasNode> {
		room = await openWaitingRoom(askers);
		const { port } = room.address() as AddressInfo;
		return nodes.webTool('Weather', `=http://127.0.0.1:${port}/${city}`);
	}

	it('calls several in one round, tells the model which failed, and leaves each call in the log', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(
					['call_1', 'Calculator', { input: '6 * 7' }],
					['call_2', 'Closed', {}],
					['call_3', 'Calculator', { input: '1 + 1' }],
					['call_4', 'Broken', { input: 'A-1' }],
				),
				{ content: 'Here is what I found.' },
			),
		});
		const execution = await ask(
			['What now?'],
			[
				nodes.calculator(),
				nodes.webTool('Closed', 'http://127.0.0.1:9/'),
				nodes.codeTool('Broken', 'throw new Error(`No order ${query}`)'),
			],
		);

		const closed = 'The service refused the connection - perhaps it is offline';
		const results = [
			['call_1', '42'],
			['call_2', `The tool failed: ${closed}`],
			['call_3', '2'],
			['call_4', 'There was an error: "No order A-1 [line 1]"'],
		] as const;
		expect(itemsOf(execution, 'Together AI')).toMatchObject([
			{
				text: 'Here is what I found.',
				toolCalls: results.map(([id, result]) => ({ id, result })),
				tokenUsage: { totalTokens: 2 * TOKENS.totalTokens },
			},
		]);
		const told = chatBodies(fixture.standIn)[1]?.['messages'] as object[];
		expect(told.slice(2)).toEqual(
			results.map(([id, content]) => ({ role: 'tool', tool_call_id: id, content })),
		);
		const askedBy = 'Together AI';
		expect(callsOf(execution, 'Calculator')).toEqual([
			{ status: 'success', got: { query: '6 * 7' }, gave: { response: '42' }, askedBy },
			{ status: 'success', got: { query: '1 + 1' }, gave: { response: '2' }, askedBy },
		]);
		expect(callsOf(execution, 'Closed')).toEqual([
			{ status: 'error', got: {}, gave: closed, askedBy },
		]);
		expect(callsOf(execution, 'Broken')).toEqual([
			{ status: 'error', got: { query: 'A-1' }, gave: 'No order A-1 [line 1]', askedBy },
		]);
	});

	it('calls them at the same time', async () => {
		const calls = CITIES.map((city, at): Call => [`call_${at}`, 'Weather', { city }]);
		fixture = await standInFor(n8n, {
			intercept: inTurn(calling(...calls), { content: 'Sunny everywhere.' }),
		});
		const tool = await weather("{{ $fromAI('city') }}", CITIES.length);
		const execution = await ask(['How is the weather?'], [tool]);

		const [item] = itemsOf(execution, 'Together AI');
		expect(item?.['toolCalls']).toMatchObject(CITIES.map((city) => ({ result: sunny(city) })));
	});

	it('calls them with the arguments and the data of each item', async () => {
		fixture = await standInFor(n8n, {
			intercept: answering(({ role, content }) =>
				role === 'user' ? calling([`in_${content}`, 'Weather', { city: content }]) : { content },
			),
		});
		const tool = await weather("{{ $fromAI('city') }},{{ $json.question }}", 1);
		const execution = await ask(CITIES, [tool]);

		const told = CITIES.map((city) => sunny(`${city},${city}`));
		expect(itemsOf(execution, 'Together AI').map(({ text }) => text)).toEqual(told);
		expect(callsOf(execution, 'Weather')).toMatchObject(
			CITIES.map((city) => ({ status: 'success', got: { city }, askedBy: 'Together AI' })),
		);
	});
});
