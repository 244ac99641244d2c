import { chatBodies, echo, standInFor, type Fixture } from './helpers/fixture';
import { manualTrigger, togetherAi } from './helpers/nodes';
import { run, saveWorkflow, start, finished, stopExecution } from './server/client';
import { itemsOf } from './server/execution';
import { fedWith, node, workflow, type CanvasNode } from './server/workflow';
import { IS_N8N_1 } from './setup/places';
import { sharedN8n } from './setup/shared';

const ASK = '={{ $json.question }}';

const QUESTIONS = ['one', 'two', 'three'].map((question) => ({ question, kept: true }));

describe('a workflow with the node', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	/** The second question is refused, as the API refuses what does not fit. */
	async function openWithOneRefusal(): Promise<void> {
		fixture = await standInFor(n8n, {
			reply: echo,
			intercept: ({ request, response }) => {
				if (!JSON.stringify(request.messages).includes('two')) return false;
				response.writeHead(400, { 'content-type': 'application/json' });
				const error = { message: 'This is too much', type: 'invalid_request_error' };
				response.end(JSON.stringify({ error }));
				return true;
			},
		});
	}

	function asking(ours: CanvasNode): ReturnType<typeof workflow> {
		return fedWith(workflow('Ask', [manualTrigger(), ours], [['Start', ours.name]]), QUESTIONS);
	}

	it('gives clean items, in order, with their tokens', async () => {
		fixture = await standInFor(n8n, {
			reply: echo,
		});
		const execution = await run(n8n, asking(togetherAi(fixture.credential, ASK)));

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Together AI')).toEqual(
			['one', 'two', 'three'].map((word) => ({
				text: `Re: ${word}.`,
				finishReason: 'stop',
				model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
				id: expect.any(String) as unknown,
				tokenUsage: { promptTokens: 2, completionTokens: 5, totalTokens: 7, cachedTokens: 0 },
			})),
		);
		expect(execution.runs['Together AI']?.[0]?.metadata?.['tokenUsage']).toEqual(
			IS_N8N_1 ? undefined : { inputTokens: 6, outputTokens: 15 },
		);
		expect(execution.runs['Together AI']?.[0]?.data?.['main']?.[0]?.[2]?.pairedItem).toEqual({
			item: 2,
		});
	});

	it('hints at answers that were cut off, and at what the run cost', async () => {
		fixture = await standInFor(n8n, { reply: () => 'A long story about a short night' });
		const form = { maxTokens: 3, options: { includeCost: true } };
		const execution = await run(n8n, asking(togetherAi(fixture.credential, ASK, form)));

		expect(execution.runs['Together AI']?.[0]?.hints?.map(({ message }) => message)).toEqual([
			'3 of 3 replies were cut off at Max Tokens. Raise Max Tokens to get the whole text.',
			expect.stringMatching(/^This run used 15 tokens and cost \$0\.0000\d+\.$/),
		]);
	});

	it('stops at the first failure and says what to do', async () => {
		await openWithOneRefusal();
		const execution = await run(n8n, asking(togetherAi(fixture.credential, ASK)));

		expect(execution.status).toBe('error');
		expect(execution.error).toMatchObject({
			message: 'This is too much',
			description:
				'Check the field the server names; some models accept only their own fixed values.',
			context: { itemIndex: 1, details: { status: 400 } },
		});
	});

	it('sends an item that failed to the error output, and the others on', async () => {
		await openWithOneRefusal();
		const ours = togetherAi(fixture.credential, ASK, {}, { onError: 'continueErrorOutput' });
		const after = ['Good', 'Bad'].map((name) => node(name, 'n8n-nodes-base.noOp'));
		const data = workflow(
			'Split',
			[manualTrigger(), ours, ...after],
			[
				['Start', ours.name],
				[ours.name, 'Good'],
				[ours.name, 'Bad', 'main', 1],
			],
		);
		const execution = await run(n8n, fedWith(data, QUESTIONS));

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Good').map(({ text }) => text)).toEqual(['Re: one.', 'Re: three.']);
		expect(itemsOf(execution, 'Bad')).toEqual([
			{
				question: 'two',
				kept: true,
				error: expect.stringMatching(/^This is too much\. Check the field/) as unknown,
				// An n8n before 2.36 takes an item with details for a result.
				...(!IS_N8N_1 && {
					details: expect.objectContaining({ kind: 'status', status: 400, attempts: 1 }) as unknown,
				}),
			},
		]);
	});

	it('waits where the server asks for it, and loses nothing', async () => {
		fixture = await standInFor(n8n, { maxInFlight: 2, latencyMs: 20, resetSeconds: 1 });
		const items = Array.from({ length: 20 }, (_, at) => ({ question: `Question ${at}` }));
		const data = asking(togetherAi(fixture.credential, ASK));
		const execution = await run(n8n, fedWith(data, items));

		expect(execution.status).toBe('success');
		expect(itemsOf(execution, 'Together AI')).toHaveLength(20);
		expect(fixture.standIn.requests.some(({ status }) => status === 429)).toBe(true);
	});

	it('aborts its requests at the server when it is stopped', async () => {
		fixture = await standInFor(n8n, { tokenDelayMs: 600_000 });
		const { standIn } = fixture;
		const saved = await saveWorkflow(n8n, asking(togetherAi(fixture.credential, ASK)));
		const id = await start(n8n, saved);
		await standIn.waitUntil(() => standIn.inFlight === 3);
		await stopExecution(n8n, id);
		await standIn.waitUntil(() => standIn.requests.every(({ aborted }) => aborted));

		expect(chatBodies(standIn)).toHaveLength(3);
		expect((await finished(n8n, id)).status).toBe('canceled');
	});
});
