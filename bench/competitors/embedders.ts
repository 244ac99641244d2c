import { OpenAIEmbeddings } from '@langchain/openai';

import { ROOT } from '../paths';
import { EMBEDDING_MODEL, promptOf } from '../workload';
import { loadBuiltPackage } from '../../sandbox/cli/builtPackage';
import { MANUAL_TRIGGER_TYPE, nodeOutcome, runWorkflow } from '../../sandbox/engine';

/** Embeds so many texts and gives the first number of each vector. */
export type Embedder = (baseUrl: string, count: number) => Promise<unknown[]>;

interface Vectors {
	data: Array<{ embedding: number[] }>;
}

/** Embedding > Create, built, in n8n's engine, with one item per text. */
export async function ourEmbedder(): Promise<Embedder> {
	const built = await loadBuiltPackage(ROOT);
	const place = { typeVersion: 1, position: [0, 0] satisfies [number, number] };
	let runs = 0;
	return async (baseUrl, count) => {
		const run = await runWorkflow({
			...built,
			workflow: {
				nodes: [
					{ ...place, id: '1', name: 'Trigger', type: MANUAL_TRIGGER_TYPE, parameters: {} },
					{
						...place,
						id: '2',
						name: 'Node',
						type: 'n8n-nodes-together-ai.togetherAi',
						credentials: { togetherAiApi: { id: '1', name: 'Together AI account' } },
						parameters: {
							resource: 'embedding',
							operation: 'create',
							model: { __rl: true, mode: 'id', value: EMBEDDING_MODEL },
							text: '={{ $json.text }}',
						},
					},
				],
				connections: { Trigger: { main: [[{ node: 'Node', type: 'main' as const, index: 0 }]] } },
			},
			credentials: { togetherAiApi: { apiKey: `bench-embeddings-${runs++}`, baseUrl } },
			input: Array.from({ length: count }, (_, item) => ({ json: { text: promptOf(item) } })),
		});
		return nodeOutcome(run, 'Node').items.map(({ json }) => (json.embedding as number[])[0]);
	};
}

/** LangChain's embeddings with the settings that n8n's Embeddings OpenAI gives them. */
export const openAiEmbedder: Embedder = async (baseUrl, count) => {
	const embeddings = new OpenAIEmbeddings({
		model: EMBEDDING_MODEL,
		apiKey: 'bench',
		batchSize: 512,
		encodingFormat: 'float',
		configuration: { baseURL: baseUrl },
	});
	const texts = Array.from({ length: count }, (_, item) => promptOf(item));
	return (await embeddings.embedDocuments(texts)).map(([first]) => first);
};

/** One text per request, so many requests at a time. */
export function oneByOne(atATime: number): Embedder {
	return async (baseUrl, count) => {
		const found: unknown[] = [];
		let next = 0;
		const work = async () => {
			for (let item = next++; item < count; item = next++) {
				const response = await fetch(`${baseUrl}/embeddings`, {
					method: 'POST',
					headers: { authorization: 'Bearer bench', 'content-type': 'application/json' },
					body: JSON.stringify({ model: EMBEDDING_MODEL, input: promptOf(item) }),
				});
				const { data } = (await response.json()) as Vectors;
				found[item] = data[0]?.embedding[0];
			}
		};
		await Promise.all(Array.from({ length: atATime }, work));
		return found;
	};
}
