import { exampleNames } from '../../examples/files';
import { openChat } from '../helpers/chat';
import { importExample, madePublic } from '../helpers/example';
import {
	chatBodies,
	conversationOf,
	embeddedTexts,
	resultsIn,
	standInFor,
	type Fixture,
} from '../helpers/fixture';
import { openForm } from '../helpers/form';
import { PIXEL } from '../helpers/pixel';
import { calling, inTurn, TOKENS, type Line } from '../helpers/script';
import { latestExecution, run } from '../server/client';
import { itemsOf, type Execution } from '../server/execution';
import { sharedN8n } from '../setup/shared';

type Trial = (name: string) => Promise<void>;

describe('the example, imported into n8n,', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	/** Runs it by its button. Its last node gives these items, and tells its tokens. */
	function gives(...items: object[]): Trial {
		return async (name) => {
			fixture = await standInFor(n8n);
			const data = await importExample(name, fixture.credential);
			const execution = await run(n8n, data);
			const last = data.nodes.at(-1)?.name ?? '';

			expect(execution.error).toBeUndefined();
			expect(itemsOf(execution, last)).toMatchObject(items);
			expect(execution.runs[last]?.[0]?.metadata).toMatchObject({
				tokenUsage: { inputTokens: expect.any(Number) as unknown },
			});
		};
	}

	/** Says two things in its chat: one that is answered at once, one that is answered at last. */
	async function talk(name: string, ...lines: Line[]): Promise<Execution> {
		fixture = await standInFor(n8n, { intercept: inTurn({ content: 'Hello Ann.' }, ...lines) });
		const data = await importExample(name, fixture.credential);
		const chat = await openChat(n8n, madePublic(data));
		const answers = [await chat.say('I am Ann.'), await chat.say('What is 6 times 7?')];

		const texts = answers.map((chunks) => chunks.map(({ content }) => content ?? ''));
		expect(texts.map((pieces) => pieces.join(''))).toEqual(['Hello Ann.', lines.at(-1)?.content]);
		expect(texts.every((pieces) => pieces.filter((piece) => piece !== '').length > 1)).toBe(true);
		expect(chatBodies(fixture.standIn).map(conversationOf)[1]).toEqual([
			['system', expect.stringMatching(/^You are a/)],
			['user', 'I am Ann.'],
			['assistant', 'Hello Ann.'],
			['user', 'What is 6 times 7?'],
		]);
		const execution = await latestExecution(n8n, chat.saved);
		expect(execution).toMatchObject({ status: 'success' });
		return execution;
	}

	/** Sends a picture with its form. The last page shows what the model said of it. */
	async function describesUploads(name: string): Promise<void> {
		fixture = await standInFor(n8n, { intercept: inTurn({ content: 'A red dot.' }) });
		const form = await openForm(n8n, await importExample(name, fixture.credential));
		const file = new File([Buffer.from(PIXEL, 'base64')], 'dot.png', { type: 'image/png' });
		const page = await form.submit(file);

		expect(page).toContain('A red dot.');
		expect(chatBodies(fixture.standIn)[0]?.['messages']).toMatchObject([
			{
				content: [
					{ type: 'text' },
					{ type: 'image_url', image_url: { url: `data:image/png;base64,${PIXEL}` } },
				],
			},
		]);
		const execution = await latestExecution(n8n, form.saved);
		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'Describe the picture')).toMatchObject([{ tokenUsage: TOKENS }]);
	}

	/** Puts a file into the knowledge base by its form, and asks for what is in it by its chat. */
	async function answersFromFiles(name: string): Promise<void> {
		const look = calling(['call_1', 'Knowledge', { input: 'Where do llamas sleep?' }]);
		fixture = await standInFor(n8n, {
			intercept: (exchange) =>
				exchange.route === 'POST /v1/chat/completions' &&
				inTurn(look, { content: 'In the barn.' })(exchange),
		});
		const form = await openForm(n8n, await importExample(name, fixture.credential));
		const text = 'Llamas sleep in the barn. Goats sleep on the roof.';
		const page = await form.submit(new File([text], 'animals.txt', { type: 'text/plain' }));
		// A second copy: what is in the store is there for every workflow.
		const copy = await importExample(name, fixture.credential);
		const chat = await openChat(n8n, madePublic(copy));
		const chunks = await chat.say('Where do llamas sleep?');

		expect(page).toContain('1 more');
		expect(chunks.map(({ content }) => content ?? '').join('')).toContain('In the barn.');
		expect(resultsIn(chatBodies(fixture.standIn)[1])).toEqual([
			expect.stringContaining('Llamas sleep in the barn'),
		]);
		expect(embeddedTexts(fixture.standIn)).toEqual([
			text,
			'Instruct: Given a question, retrieve passages that answer it\nQuery: Where do llamas sleep?',
		]);
	}

	const CLASSES = ['T-1', 'T-2', 'T-3', 'T-4'].map((customId) => ({
		customId,
		text: expect.stringMatching(/./) as unknown,
	}));

	/** A stand-in whose jobs have ended as soon as they are looked at. */
	async function withQuickBatches(): Promise<void> {
		fixture = await standInFor(n8n, { batch: { jobStatus: () => 'COMPLETED' } });
	}

	const TRIALS: Readonly<Record<string, Trial>> = {
		'batch-submit.json': async (name) => {
			await withQuickBatches();
			const execution = await run(n8n, await importExample(name, fixture.credential));
			expect(itemsOf(execution, 'Create a batch')).toMatchObject([
				{ status: 'VALIDATING', rows: 4 },
			]);
		},
		'batch-collect.json': async (name) => {
			await withQuickBatches();
			await run(n8n, await importExample('batch-submit.json', fixture.credential));
			const execution = await run(n8n, await importExample(name, fixture.credential));
			expect(execution.error).toBeUndefined();
			expect(itemsOf(execution, 'Answers')).toMatchObject(CLASSES);
			expect(itemsOf(execution, 'Failed rows')).toEqual([]);
		},
		'batch-wait.json': async (name) => {
			fixture = await standInFor(n8n);
			const data = await importExample(name, fixture.credential);
			const impatient = data.nodes.map((node) =>
				node.type.endsWith('.wait')
					? { ...node, parameters: { ...node.parameters, amount: 1, unit: 'seconds' } }
					: node,
			);
			const execution = await run(n8n, { ...data, nodes: impatient });
			expect(execution.error).toBeUndefined();
			expect(execution.runs['Look at the batch']).toHaveLength(3);
			expect(itemsOf(execution, 'Get the answers')).toMatchObject(CLASSES);
		},
		'quick-start.json': gives({ text: 'The capital of France is Paris.', finishReason: 'stop' }),
		'classify-a-table.json': gives(
			...['billing', 'bug', 'feature request', 'question', 'bug', 'billing'].map((text) => ({
				text,
			})),
		),
		'extract-json-from-mails.json': gives(
			{ data: { topic: 'order', customer: 'Maria', isUrgent: true } },
			{ data: { topic: 'invoice', customer: 'Jonas' } },
			{ data: { topic: 'complaint', customer: 'Aiko' } },
			{ data: { topic: 'other', customer: 'Leila' } },
		),
		'describe-images.json': async (name) => {
			await gives({ text: expect.stringContaining('Describe this image') as unknown })(name);
			expect(JSON.stringify(chatBodies(fixture.standIn))).toMatch(
				/"image_url":\{"url":"https:[^"]*\.png"/,
			);
		},
		'describe-uploads.json': describesUploads,
		'knowledge-base.json': answersFromFiles,
		'call-a-function.json': gives({
			finishReason: 'tool_calls',
			toolCalls: [{ name: 'create_ticket', arguments: { priority: 'high' } }],
		}),
		'think-first.json': gives({
			text: expect.stringMatching(/./) as unknown,
			reasoning: expect.stringContaining('A bat and a ball') as unknown,
			tokenUsage: { reasoningTokens: 23 },
		}),
		'chat-with-history.json': gives({
			messages: [
				...['system', 'user', 'assistant', 'user', 'assistant', 'user'].map((role) => ({ role })),
				{
					role: 'assistant',
					content: expect.stringContaining('And where should I stay?') as unknown,
				},
			],
		}),
		'embed-texts.json': gives(...[1, 2, 3, 4].map(() => ({ dimensions: 1024 }))),
		'rerank-documents.json': async (name) => {
			fixture = await standInFor(n8n);
			const data = await importExample(name, fixture.credential);
			const documents = itemsOf(await run(n8n, data), 'Together AI');

			expect(documents).toMatchObject([
				{ text: expect.stringMatching(/^To reset/) as unknown },
				{},
			]);
		},
		'list-models.json': async (name) => {
			fixture = await standInFor(n8n);
			const data = await importExample(name, fixture.credential);
			const models = itemsOf(await run(n8n, data), 'Together AI');

			expect(models.length).toBeGreaterThan(3);
			expect(models[0]).toMatchObject({ type: 'chat', pricing: { input: 1.04 } });
		},
		'several-choices.json': gives(
			{ choiceIndex: 0, cost: { total: 0.00011856, currency: 'USD' } },
			{ choiceIndex: 1 },
			{ choiceIndex: 2 },
		),
		'chat-with-memory.json': async (name) => {
			const execution = await talk(name, { content: 'It is 42.' });

			expect(itemsOf(execution, 'Together AI')).toMatchObject([
				{ text: 'It is 42.', tokenUsage: TOKENS },
			]);
		},
		'chat-with-tools.json': async (name) => {
			const call = calling(['call_1', 'Calculator', { input: '6 * 7' }]);
			const execution = await talk(name, call, { content: 'It is 42.' });

			expect(resultsIn(chatBodies(fixture.standIn)[2])).toEqual(['42']);
			expect(itemsOf(execution, 'Together AI')).toMatchObject([
				{ text: 'It is 42.', toolCalls: [{ name: 'Calculator', result: '42' }] },
			]);
		},
		'agent-with-tools.json': async (name) => {
			const date = calling(['call_1', 'Current_date', {}]);
			const call = calling(['call_2', 'Calculator', { input: '6 * 7' }]);
			const execution = await talk(name, date, call, { content: 'It is 42.' });

			expect(resultsIn(chatBodies(fixture.standIn)[2])).toEqual([
				expect.stringMatching(/"currentDate":"20\d\d-/),
			]);
			expect(resultsIn(chatBodies(fixture.standIn)[3])).toEqual([
				expect.anything(),
				'[{"response":"42"}]',
			]);
			expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: 'It is 42.' }]);
			const [answer] = itemsOf(execution, 'Together AI Chat Model', { port: 'ai_languageModel' });
			expect(answer).toMatchObject({ tokenUsage: TOKENS });
		},
	};

	it.each(exampleNames())('%s does what it says', async (name) => {
		const trial = TRIALS[name];
		if (!trial) throw new Error(`Nothing is expected of ${name}`);
		await trial(name);
	});
});
