import { NodeConnectionTypes } from 'n8n-workflow';

import { RerankerTogetherAi } from '../../nodes/RerankerTogetherAi/RerankerTogetherAi.node';
import type { Reranker } from '../../nodes/RerankerTogetherAi/supplyReranker';
import { startStandIn, type StandIn } from '../../sandbox/standIn';
import { useSubNode, type SubNodeUse } from '../support/useSubNode';

type Use = SubNodeUse<Reranker>;

const MODEL = { __rl: true, mode: 'id', value: 'sandbox/reranker' };

const DOCUMENTS = ['dogs bark', 'cats sleep all day', 'cats purr', 'birds'].map((pageContent) => ({
	pageContent,
	metadata: { source: 'a.txt' },
	id: pageContent.slice(0, 4),
}));

const ranking: Use['use'] = async (reranker) => ({
	documents: await reranker.compressDocuments(DOCUMENTS, 'cats sleep'),
});

describe('Reranker Together AI', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	async function run(use: Use['use'], rest: Partial<Use> = {}) {
		return await useSubNode<Reranker>({
			baseUrl: standIn.url,
			node: new RerankerTogetherAi(),
			type: NodeConnectionTypes.AiReranker,
			use,
			...rest,
			parameters: { model: MODEL, ...rest.parameters },
		});
	}

	it('gives the best documents, best first, as copies with their scores', async () => {
		const { items } = await run(ranking, { parameters: { topN: 2 } });

		expect(items[0]?.json).toEqual({
			documents: [
				{ ...DOCUMENTS[1], metadata: { source: 'a.txt', relevanceScore: 1 } },
				{ ...DOCUMENTS[2], metadata: { source: 'a.txt', relevanceScore: 0.5 } },
			],
		});
		expect(DOCUMENTS[1]?.metadata).toEqual({ source: 'a.txt' });
		expect(standIn.requests.map(({ body }) => body)).toMatchObject([{ top_n: 2 }]);
	});

	it('keeps three unless it is told', async () => {
		const { items } = await run(ranking);
		expect(items[0]?.json.documents).toHaveLength(3);
	});

	it('asks nothing where there are no documents', async () => {
		const { items } = await run(async (reranker) => ({
			documents: await reranker.compressDocuments([], 'cats'),
		}));
		expect(items[0]?.json).toEqual({ documents: [] });
		expect(standIn.requests).toEqual([]);
	});

	it("shows the call in n8n's logs", async () => {
		const { logs } = await run(ranking, { parameters: { topN: 1 } });
		const type = NodeConnectionTypes.AiReranker;

		expect(logs).toHaveLength(1);
		expect(logs[0]?.inputOverride?.[type]?.[0]?.[0]?.json).toMatchObject({ query: 'cats sleep' });
		expect(logs[0]?.data?.[type]?.[0]?.[0]?.json).toEqual({
			response: {
				model: 'sandbox/reranker',
				documents: [
					{
						pageContent: 'cats sleep all day',
						metadata: { source: 'a.txt', relevanceScore: 1 },
					},
				],
			},
		});
	});

	it('says that it needs a dedicated endpoint', async () => {
		const model = { ...MODEL, value: 'mixedbread-ai/Mxbai-Rerank-Large-V2' };
		const { error, logs } = await run(ranking, { parameters: { model } });

		expect(error).toMatchObject({
			description: expect.stringMatching(/^Reranking needs a dedicated endpoint/) as unknown,
			node: { name: 'Sub-node' },
		});
		expect(logs[0]?.executionStatus).toBe('error');
	});

	it.each([
		{ parameters: { model: { ...MODEL, value: '' } }, message: 'Model is empty' },
		{ parameters: { topN: 0 }, message: 'Top N must be 1 or more, but is 0' },
	])('refuses its form: $message', async ({ parameters, message }) => {
		const { error } = await run(ranking, { parameters });
		expect(JSON.stringify(error)).toContain(message);
		expect(standIn.requests).toEqual([]);
	});

	it('names an empty document', async () => {
		const { error } = await run(async (reranker) => ({
			documents: await reranker.compressDocuments(
				[...DOCUMENTS, { pageContent: ' ', metadata: {} }],
				'cats',
			),
		}));
		expect(error).toMatchObject({ message: 'Document 5 of 5 is empty' });
	});
});
