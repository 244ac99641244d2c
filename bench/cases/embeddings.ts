import { oneByOne, openAiEmbedder, ourEmbedder, type Embedder } from '../competitors/embedders';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf, timed } from '../measure/rounds';
import { loadCompiled } from '../paths';
import type * as ParseEmbeddingsModule from '../../nodes/shared/client/parseEmbeddings';
import { duration } from '../report/figures';
import type { CaseResult, Row } from '../report/types';

const TEXTS = 10_000;

/** One text per request takes so long that a part of the texts has to do: its time grows with them. */
const TEXTS_ONE_BY_ONE = 1_000;

/** How many of LangChain's requests with one text are under way at a time is not bounded; here it is. */
const AT_A_TIME = 32;

const LATENCY_MS = 100;

/** Vectors of many texts, and how fast an answer is read. */
export async function measure({ server }: Bench): Promise<CaseResult> {
	const time = async (embed: Embedder, count: number) => {
		const baseUrl = await server.start({ latencyMs: LATENCY_MS });
		return await timed(async () => {
			const numbers = await embed(baseUrl, count);
			const wrong = Array.from({ length: count }, (_, at) => at).filter((at) => numbers[at] !== at);
			if (wrong.length > 0) throw new Error(`${wrong.length} vectors are missing or wrong`);
		});
	};
	const ours = await ourEmbedder();
	await time(ours, 100);
	await time(openAiEmbedder, 100);
	const [node, openAi] = [await time(ours, TEXTS), await time(openAiEmbedder, TEXTS)];
	const scale = TEXTS / TEXTS_ONE_BY_ONE;
	const alone = (await time(oneByOne(1), TEXTS_ONE_BY_ONE / 10)) * scale * 10;
	const several = (await time(oneByOne(AT_A_TIME), TEXTS_ONE_BY_ONE)) * scale;
	const row = (title: string, than: number, theirs: number, notes: string[]): Row => ({
		case: 11,
		title: `10,000 texts at ${LATENCY_MS} ms | ${title}`,
		ours: duration(node),
		beside: duration(theirs),
		figure: { value: theirs / node, unit: '×' },
		...(than > 0 && { reach: { is: 'at least', than } }),
		notes: ['the figure is how many times faster', ...notes],
	});
	return {
		rows: [
			row('one text per request, one after the other', 20, alone, ['measured with 100 texts']),
			row(`one text per request, ${AT_A_TIME} at a time`, 0, several, [
				'measured with 1,000 texts',
			]),
			row("LangChain's OpenAI embeddings as n8n sets them, 512 texts a request", 3, openAi, []),
			await parsing(),
		],
		charts: [],
	};
}

/** An answer of 1,000 vectors, read and checked. */
async function parsing(): Promise<Row> {
	const { parseEmbeddings } = await loadCompiled<typeof ParseEmbeddingsModule>(
		'client/parseEmbeddings.js',
	);
	const count = 1_000;
	const embedding = Array.from({ length: 1_024 }, (_, at) => Math.sin(at + 1));
	const text = JSON.stringify({
		data: Array.from({ length: count }, (_, index) => ({ index, embedding })),
	});
	const samples = await inRounds(9, [
		async () => ({
			ours: await timed(() => Promise.resolve(parseEmbeddings(JSON.parse(text), count))),
		}),
		async () => ({ plain: await timed(() => Promise.resolve(JSON.parse(text))) }),
	]);
	const [ours, plain] = [medianOf(samples, 'ours'), medianOf(samples, 'plain')];
	return {
		case: 11,
		title: 'an answer of 1,000 vectors of 1,024 numbers, read and checked | JSON.parse',
		ours: duration(ours),
		beside: duration(plain),
		figure: { value: ours / plain, unit: '×' },
		reach: { is: 'at most', than: 1.2 },
		notes: [],
	};
}
