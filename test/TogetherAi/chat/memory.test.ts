import { BufferWindowMemory } from '@langchain/classic/memory';

import { chatBodies } from '../../support/chatRequests';
import { supplier } from '../../support/subNodes';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { calling, inTurn } from '../../support/script';
import { weatherTool } from '../../support/tools';
import { startStandIn } from '../../../sandbox/standIn';

type Said = [type: string, content: string];

/** A memory with the two methods of LangChain's that n8n's memory nodes have. */
class Notebook {
	readonly said: Said[];

	constructor(...said: Said[]) {
		this.said = said;
	}

	loadMemoryVariables() {
		const chat_history = this.said.map(([type, content]) => ({ _getType: () => type, content }));
		return Promise.resolve({ chat_history });
	}

	saveContext(question: { input: string }, answer: { output: string }) {
		this.said.push(['human', question.input], ['ai', answer.output]);
		return Promise.resolve();
	}
}

const memoryOf = (notebook: object) => supplier('ai_memory', () => notebook);

describe.each(['on', 'off'])('a connected memory, streaming %s', (streaming) => {
	it('is sent after the system message, and keeps what is said', async () => {
		const notebook = new Notebook(
			['human', 'I am Ann.'],
			['ai', 'Hello Ann.'],
			['system', 'She likes tea.'],
			['tool', 'left out'],
		);
		const standIn = await startStandIn({ reply: () => 'You are Ann.' });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				messages: {
					values: [
						{ role: 'system', content: 'Be kind.' },
						{ role: 'user', content: 'Who am I?' },
					],
				},
				requests: { streaming },
			},
			subNodes: [memoryOf(notebook)],
		});
		await standIn.close();

		expect(chatBodies(standIn)[0]?.messages).toEqual([
			{ role: 'system', content: 'Be kind.' },
			{ role: 'user', content: 'I am Ann.' },
			{ role: 'assistant', content: 'Hello Ann.' },
			{ role: 'system', content: 'She likes tea.' },
			{ role: 'user', content: 'Who am I?' },
		]);
		expect(notebook.said.slice(4)).toEqual([
			['human', 'Who am I?'],
			['ai', 'You are Ann.'],
		]);
		expect(jsonOf(items)).toMatchObject([{ text: 'You are Ann.' }]);
	});

	it('keeps the answer without its thoughts', async () => {
		const notebook = new Notebook();
		const standIn = await startStandIn({
			intercept: inTurn({ content: '<think>Hm</think>Hi', reasoning: 'Hm' }),
		});
		await runNode({
			baseUrl: standIn.url,
			parameters: { requests: { streaming } },
			subNodes: [memoryOf(notebook)],
		});
		await standIn.close();
		expect(notebook.said).toEqual([
			['human', 'Hello'],
			['ai', 'Hi'],
		]);
	});
});

it('is used by one item after the other, each of which sees what was said before', async () => {
	const notebook = new Notebook();
	const standIn = await startStandIn({ reply: (_request, index) => `Reply ${index}` });
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { messages: userSays('=Item {{ $json.n }}') },
		items: [0, 1, 2].map((n) => ({ json: { n } })),
		subNodes: [memoryOf(notebook)],
	});
	await standIn.close();

	expect(standIn.peakInFlight).toBe(1);
	expect(chatBodies(standIn).map(({ messages }) => messages.map(({ content }) => content))).toEqual(
		[
			['Item 0'],
			['Item 0', 'Reply 0', 'Item 1'],
			['Item 0', 'Reply 0', 'Item 1', 'Reply 1', 'Item 2'],
		],
	);
	expect(jsonOf(items).map(({ text }) => text)).toEqual(['Reply 0', 'Reply 1', 'Reply 2']);
});

it('keeps nothing of an item that failed, and the next one goes on', async () => {
	const notebook = new Notebook();
	const standIn = await startStandIn({ reply: () => '{"n":1}' });
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: {
			messages: userSays('=Item {{ $json.n }}'),
			temperature: '={{ $json.heat }}',
		},
		items: [{ json: { n: 0, heat: 9 } }, { json: { n: 1, heat: 1 } }],
		subNodes: [memoryOf(notebook)],
		onError: 'continueRegularOutput',
	});
	await standIn.close();
	expect(jsonOf(items).map(({ error }) => error !== undefined)).toEqual([true, false]);
	expect(notebook.said).toEqual([
		['human', 'Item 1'],
		['ai', '{"n":1}'],
	]);
});

it('keeps question and answer of a turn in which tools were called, not the calls', async () => {
	const notebook = new Notebook();
	const standIn = await startStandIn({
		intercept: inTurn(calling(['c1', 'weather', { city: 'Paris' }]), { content: 'Sunny.' }),
	});
	await runNode({
		baseUrl: standIn.url,
		subNodes: [memoryOf(notebook), supplier('ai_tool', () => weatherTool('weather'))],
	});
	await standIn.close();
	expect(notebook.said).toEqual([
		['human', 'Hello'],
		['ai', 'Sunny.'],
	]);
});

it('keeps nothing of a turn that ends in calls for the workflow', async () => {
	const notebook = new Notebook();
	const standIn = await startStandIn({ intercept: inTurn(calling(['c1', 'f', {}])) });
	await runNode({
		baseUrl: standIn.url,
		parameters: { functions: { values: [{ name: 'f', parameters: '{}' }] } },
		subNodes: [memoryOf(notebook)],
	});
	await standIn.close();
	expect(notebook.said).toEqual([]);
});

it('keeps nothing of an answer that says nothing, and does not send one on', async () => {
	const notebook = new Notebook(['human', 'Earlier'], ['ai', ' \n']);
	const standIn = await startStandIn({ intercept: inTurn({ content: '<think>Hm</think>\n' }) });
	await runNode({ baseUrl: standIn.url, subNodes: [memoryOf(notebook)] });
	await standIn.close();
	expect(chatBodies(standIn)[0]?.messages).toEqual([
		{ role: 'user', content: 'Earlier' },
		{ role: 'user', content: 'Hello' },
	]);
	expect(notebook.said).toHaveLength(2);
});

it('keeps nothing of an answer that is blank', async () => {
	const notebook = new Notebook();
	const standIn = await startStandIn({ intercept: inTurn({ content: ' \n' }) });
	await runNode({ baseUrl: standIn.url, subNodes: [memoryOf(notebook)] });
	await standIn.close();
	expect(notebook.said).toEqual([]);
});

it.each([
	{ onError: 'continueRegularOutput', status: 'success' },
	{ onError: 'stopWorkflow', status: 'error' },
] as const)('that cannot be read fails its item: $onError', async ({ onError, status }) => {
	const broken = {
		loadMemoryVariables: () => Promise.reject(new Error('The memory is closed')),
	};
	const standIn = await startStandIn();
	const { items, run } = await runNode({
		baseUrl: standIn.url,
		subNodes: [memoryOf(broken)],
		onError,
	});
	await standIn.close();
	expect(run.status).toBe(status);
	const message = status === 'success' ? jsonOf(items)[0]?.error : run.error?.message;
	expect(message).toMatch(/^The memory is closed/);
	expect(standIn.requests).toEqual([]);
});

it.each([
	[true, ['Old model', 'The memory could not be written: The database is down']],
	[
		false,
		[
			{ message: 'Old model' },
			{ message: 'The memory could not be written: The database is down' },
		],
	],
])('that cannot be written leaves a warning, simplified %s', async (simplify, warnings) => {
	const broken = {
		loadMemoryVariables: () => Promise.resolve({ chat_history: [] }),
		saveContext: () => Promise.reject(new Error('The database is down')),
	};
	const standIn = await startStandIn({
		intercept: ({ response }) => {
			const choices = [{ index: 0, finish_reason: 'stop', message: { content: 'Hi' } }];
			response.writeHead(200, { 'content-type': 'application/json' });
			response.end(JSON.stringify({ id: 'o', choices, warnings: [{ message: 'Old model' }] }));
			return true;
		},
	});
	const { items, status } = await runNode({
		baseUrl: standIn.url,
		parameters: { simplify },
		subNodes: [memoryOf(broken)],
	});
	await standIn.close();
	expect(status).toBe('success');
	expect(jsonOf(items)).toMatchObject([{ warnings }]);
});

it("is one of LangChain's, as n8n's memory nodes supply it", async () => {
	const memory = new BufferWindowMemory({
		memoryKey: 'chat_history',
		inputKey: 'input',
		outputKey: 'output',
		returnMessages: true,
		k: 1,
	});
	const standIn = await startStandIn({ reply: (_request, index) => `Reply ${index}` });
	await runNode({
		baseUrl: standIn.url,
		parameters: { messages: userSays('=Item {{ $json.n }}') },
		items: [0, 1, 2].map((n) => ({ json: { n } })),
		subNodes: [memoryOf(memory)],
	});
	await standIn.close();
	expect(chatBodies(standIn)[2]?.messages).toEqual([
		{ role: 'user', content: 'Item 1' },
		{ role: 'assistant', content: 'Reply 1' },
		{ role: 'user', content: 'Item 2' },
	]);
});
