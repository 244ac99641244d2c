import { MemoryVectorStore } from '@langchain/classic/vectorstores/memory';
import type { EmbeddingsInterface } from '@langchain/core/embeddings';
import { NodeConnectionTypes } from 'n8n-workflow';

import { EmbeddingsTogetherAi } from '../../nodes/EmbeddingsTogetherAi/EmbeddingsTogetherAi.node';
import { startStandIn, type StandIn, type StandInOptions } from '../../sandbox/standIn';
import { useSubNode, type SubNodeUse } from '../support/useSubNode';

type Use = SubNodeUse<EmbeddingsInterface>;

const E5 = 'intfloat/multilingual-e5-large-instruct';

const documents = (count: number) => Array.from({ length: count }, (_, at) => `chunk ${at}`);

const embedding =
	(texts: string[]): Use['use'] =>
	async (embeddings) => ({ vectors: await embeddings.embedDocuments(texts) });

const asking =
	(query: string): Use['use'] =>
	async (embeddings) => ({ vector: await embeddings.embedQuery(query) });

describe('Embeddings Together AI', () => {
	let standIn: StandIn | undefined;

	afterEach(async () => {
		await standIn?.close();
		standIn = undefined;
	});

	async function serve(options: StandInOptions): Promise<void> {
		standIn = await startStandIn(options);
	}

	async function run(use: Use['use'], rest: Partial<Use> = {}) {
		standIn ??= await startStandIn();
		return await useSubNode<EmbeddingsInterface>({
			baseUrl: standIn.url,
			node: new EmbeddingsTogetherAi(),
			type: NodeConnectionTypes.AiEmbedding,
			use,
			...rest,
		});
	}

	function sent(): string[][] {
		return (standIn?.requests ?? [])
			.filter(({ path }) => path === '/v1/embeddings')
			.map(({ body }) => (body as { input: string[] }).input);
	}

	it("serves a vector store of LangChain's, which finds what belongs to a question", async () => {
		const { items } = await run(async (embeddings) => {
			const store = new MemoryVectorStore(embeddings);
			await store.addDocuments(
				['cats sleep a lot', 'trains run on rails', 'bread is baked'].map((pageContent) => ({
					pageContent,
					metadata: {},
				})),
			);
			const found = await store.similaritySearch('do cats sleep', 1);
			return { found: found.map(({ pageContent }) => pageContent) };
		});
		expect(items[0]?.json).toEqual({ found: ['cats sleep a lot'] });
	});

	it('sends 100 documents at a time and keeps their order', async () => {
		const { items } = await run(embedding(documents(250)));
		const alone = await run(embedding(['chunk 137']));

		const vectors = items[0]?.json.vectors as number[][];
		expect(sent().map((texts) => texts.length)).toEqual([100, 100, 50, 1]);
		expect(vectors).toHaveLength(250);
		expect([vectors[137]]).toEqual(alone.items[0]?.json.vectors);
	});

	it('sends as many at a time as the form says', async () => {
		await run(embedding(documents(5)), { parameters: { options: { batchSize: 2 } } });
		expect(sent().map((texts) => texts.length)).toEqual([2, 2, 1]);
	});

	it('sends nothing for no documents', async () => {
		const { items } = await run(embedding([]));
		expect(items[0]?.json).toEqual({ vectors: [] });
		expect(sent()).toEqual([]);
	});

	it('writes an instruction before questions only', async () => {
		const parameters = { options: { queryInstruction: 'Find facts' } };
		await run(embedding(['cats sleep']), { parameters });
		await run(asking('do cats sleep'), { parameters });
		expect(sent()).toEqual([['cats sleep'], ['Instruct: Find facts\nQuery: do cats sleep']]);
	});

	it('writes none where none is given', async () => {
		await run(asking('do cats sleep'));
		expect(sent()).toEqual([['do cats sleep']]);
	});

	it("shows each call in n8n's logs, with counts for vectors", async () => {
		const { logs } = await run(async (embeddings) => {
			await embeddings.embedDocuments(['one two', 'three']);
			await embeddings.embedQuery('four');
			return {};
		});

		const shown = logs.map(({ executionStatus, inputOverride, data }) => [
			executionStatus,
			inputOverride?.[NodeConnectionTypes.AiEmbedding]?.[0]?.[0]?.json,
			data?.[NodeConnectionTypes.AiEmbedding]?.[0]?.[0]?.json,
		]);
		const response = (embeddings: number, tokens: number) => ({
			response: {
				embeddings,
				dimensions: 1024,
				model: E5,
				tokenUsage: { promptTokens: tokens, totalTokens: tokens },
			},
		});
		expect(shown).toEqual([
			['success', { documents: ['one two', 'three'] }, response(2, 3)],
			['success', { query: 'four' }, response(1, 1)],
		]);
	});

	it('loses nothing at a server that throttles', async () => {
		await serve({ maxInFlight: 3, latencyMs: 5, resetSeconds: 0 });
		const { items } = await run(embedding(documents(1_000)), {
			parameters: { options: { batchSize: 20 } },
		});
		expect(items[0]?.json.vectors).toHaveLength(1_000);
	});

	it('names the document that the server refuses', async () => {
		await serve({
			intercept: ({ request, response }) => {
				if (!(request['input'] as string[]).includes('chunk 120')) return false;
				response.writeHead(400, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Bad text","type":"invalid_request_error"}}');
				return true;
			},
		});
		const { error, logs } = await run(embedding(documents(200)));

		expect(error).toMatchObject({
			message: 'Document 121 of 200: Bad text',
			node: { name: 'Sub-node' },
			context: { details: { status: 400, attempts: 1 } },
		});
		expect(logs[0]).toMatchObject({ executionStatus: 'error' });
		expect(logs[0]?.error).toMatchObject({ functionality: 'configuration-node' });
	});

	it.each([
		{ texts: ['one', ' '], message: 'Document 2 of 2 is empty' },
		{ texts: ['one', 2 as unknown as string], message: 'Document 2 of 2 must be a text, but is 2' },
	])('refuses documents before anything is sent: $message', async ({ texts, message }) => {
		const { error } = await run(embedding(texts));
		expect(error).toMatchObject({ message });
		expect(sent()).toEqual([]);
	});

	it('refuses an empty question', async () => {
		const { error } = await run(asking(''));
		expect(error).toMatchObject({ message: 'Query is empty' });
	});

	it('says that a chat model makes no vectors', async () => {
		const model = { __rl: true, mode: 'id', value: 'openai/gpt-oss-120b' };
		const { error } = await run(embedding(documents(3)), { parameters: { model } });
		expect(error).toMatchObject({
			message: 'openai/gpt-oss-120b is a model of type chat, not of type embedding',
			description: 'Pick a model from the list of the field: it shows those that fit.',
		});
		expect(sent()).toHaveLength(1);
	});

	it.each([
		{ parameters: { model: { __rl: true, mode: 'id', value: '' } }, message: 'Model is empty' },
		{
			parameters: { options: { batchSize: 0 } },
			message: 'Batch Size must be from 1 to 2048, but is 0',
		},
		{
			parameters: { requests: { maxRetries: -1 } },
			message: 'Requests > Max Retries must be from 0 to 20, but is -1',
		},
	])('refuses its form: $message', async ({ parameters, message }) => {
		const { error } = await run(asking('one'), { parameters });
		expect(JSON.stringify(error)).toContain(message);
		expect(sent()).toEqual([]);
	});

	it('warns of documents that are longer than the model reads', async () => {
		const { logs } = await run(embedding(['short', 'word '.repeat(500)]));
		const warning = expect.stringMatching(
			/^1 of 2 texts are probably longer than the 514 tokens/,
		) as unknown;

		expect(logs[0]?.hints).toMatchObject([{ type: 'warning', message: warning }]);
		expect(logs[0]?.data?.[NodeConnectionTypes.AiEmbedding]?.[0]?.[0]?.json).toMatchObject({
			response: { embeddings: 2, warning },
		});
	});

	it('ends when the workflow is stopped', async () => {
		await serve({ latencyMs: 60_000 });
		const stop = new AbortController();
		const running = run(embedding(documents(10)), { signal: stop.signal });
		await standIn?.waitForRequests(1);
		stop.abort();
		await running.catch(() => undefined);
		await standIn?.waitUntil(() => standIn?.requests[0]?.aborted === true);
		expect(standIn?.requests).toHaveLength(1);
	});
});
