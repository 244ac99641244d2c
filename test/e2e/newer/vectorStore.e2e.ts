import { embeddedTexts, standInFor, type Fixture } from '../helpers/fixture';
import { embeddings, manualTrigger, memoryStore, modelId, reranker } from '../helpers/nodes';
import { run, type CredentialRef } from '../server/client';
import { itemsOf } from '../server/execution';
import { fedWith, node, workflow, type Line, type WorkflowData } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

const LANGCHAIN = '@n8n/n8n-nodes-langchain';

/** How many pieces the splitter makes of all items. */
const CHUNKS = 2_000;

/** Ten paragraphs of about 900 characters: each becomes a piece of its own. */
const document = (item: number) => ({
	text: Array.from({ length: 10 }, (_, part) => {
		const at = item * 10 + part;
		// Two words, as the stand-in knows fewer places for words than there are pieces.
		const name = `subject${at} matter${at}`;
		return `${name} ${`${name} is told of here at some length. `.repeat(20)}`.slice(0, 900);
	}).join('\n\n'),
});

/** Cuts the texts of the items with n8n's splitter, and puts the pieces into a store. */
function inserting(credential: CredentialRef, key: string): WorkflowData {
	const form = { jsonMode: 'expressionData', jsonData: '={{ $json.text }}' };
	const type = `${LANGCHAIN}.documentDefaultDataLoader`;
	const loader = node('Loader', type, form, { typeVersion: 1.1 });
	const store = memoryStore('Store', key, { mode: 'insert' });
	return workflow(
		'Insert',
		[manualTrigger(), store, loader, embeddings(credential)],
		[
			['Start', 'Store'],
			['Loader', 'Store', 'ai_document'],
			['Embeddings Together AI', 'Store', 'ai_embedding'],
		],
	);
}

describe("n8n's vector store in memory, with our embeddings,", () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	it('takes 2,000 pieces through a server that throttles, and finds one of them', async () => {
		fixture = await standInFor(n8n, { maxInFlight: 1, latencyMs: 50, resetSeconds: 0.05 });
		const { credential, standIn } = fixture;
		const key = `store-${credential.id}`;
		const items = Array.from({ length: CHUNKS / 10 }, (_, item) => document(item));
		const inserted = await run(n8n, fedWith(inserting(credential, key), items));

		expect(inserted.error).toBeUndefined();
		expect(itemsOf(inserted, 'Store')).toHaveLength(CHUNKS);
		const texts = embeddedTexts(standIn);
		expect(new Set(texts).size).toBe(CHUNKS);
		expect(standIn.requests.some(({ status }) => status === 429)).toBe(true);
		const [log] = itemsOf(inserted, 'Embeddings Together AI', { port: 'ai_embedding' });
		expect(log).toMatchObject({ response: { embeddings: 200, dimensions: 1024 } });

		const lines: Line[] = [
			['Start', 'Search'],
			['Embeddings Together AI', 'Search', 'ai_embedding'],
		];
		const form = { mode: 'load', prompt: 'subject1234 matter1234', topK: 2 };
		const search = memoryStore('Search', key, form);
		const searching = [manualTrigger(), search, embeddings(credential)];
		const found = await run(n8n, workflow('Search', searching, lines));

		expect(itemsOf(found, 'Search')[0]).toMatchObject({
			document: { pageContent: expect.stringMatching(/^subject1234 matter1234 /) as unknown },
		});
	});

	it('has its finds ranked by our reranker', async () => {
		fixture = await standInFor(n8n);
		const { credential, standIn } = fixture;
		const key = `store-${credential.id}`;
		// The first is nearest, as it says one word of the question again and again; the last says all.
		const items = ['llamas llamas llamas', 'goats climb', 'at night all llamas sleep in a barn'];
		const texts = items.map((text) => ({ text }));
		await run(n8n, fedWith(inserting(credential, key), texts));

		const form = { mode: 'load', prompt: 'llamas sleep', topK: 3, useReranker: true };
		const found = await run(
			n8n,
			workflow(
				'Search',
				[
					manualTrigger(),
					memoryStore('Search', key, form),
					embeddings(credential),
					reranker(credential, { model: modelId('sandbox/reranker'), topN: 2 }),
				],
				[
					['Start', 'Search'],
					['Embeddings Together AI', 'Search', 'ai_embedding'],
					['Reranker Together AI', 'Search', 'ai_reranker'],
				],
			),
		);

		expect(found.error).toBeUndefined();
		expect(itemsOf(found, 'Search')).toMatchObject([
			{ document: { pageContent: items[2] }, score: 1 },
			{ document: { pageContent: items[0] }, score: 0.5 },
		]);
		expect(standIn.requests.filter(({ path }) => path === '/v1/rerank')).toHaveLength(1);
	});
});
