import { BarePool } from '../competitors/barePool';
import { ourClient } from '../competitors/ourClient';
import { togetherNode } from '../competitors/together';
import { inRounds, median, type Contestant, type Samples } from '../measure/rounds';
import type { CaseResult, Row } from '../report/types';
import { startTimedServer } from '../servers/timed';

const ROUNDS = 3;
const TOKENS = 150;
const TOKEN_EVERY_MS = 3;

const TITLE = 'From the write at the server to';

/** How long a token takes from the socket to those who wait for it. The server is in this process. */
export async function measure(): Promise<CaseResult> {
	const server = await startTimedServer(TOKENS, TOKEN_EVERY_MS);
	const { baseUrl } = server;
	const node = await togetherNode();
	const client = await ourClient(baseUrl, 'delay');
	const bare = await BarePool.open(baseUrl, 'delay', 1);
	const contestants: Contestant[] = [
		server.clock('pool', async (arrived) => await bare.complete(0, arrived)),
		server.clock('client', client),
		server.clock('chat', async (arrived) => {
			const onChunk = ({ content = '' }) => arrived(content);
			await node({ baseUrl, apiKey: 'delay', items: 1, onChunk });
		}),
	];
	await inRounds(2, contestants);
	const samples = await inRounds(ROUNDS, contestants);
	await bare.close();
	server.close();
	return {
		rows: [
			rowOf("the caller's onChunk", 'client', samples),
			rowOf("n8n's handler of streamed chunks", 'chat', samples),
		],
		charts: [],
	};
}

function rowOf(where: string, name: string, samples: Samples): Row {
	const medianOf = (of: string) => median(samples.get(`${of}.median`) ?? []);
	const slowest = Math.max(...(samples.get(`${name}.slowest`) ?? []));
	return {
		case: 9,
		title: `${TITLE} ${where}, median of ${ROUNDS * TOKENS} tokens | a bare undici pool`,
		ours: `${medianOf(name).toFixed(3)} ms`,
		beside: `${medianOf('pool').toFixed(3)} ms`,
		figure: { value: medianOf(name), unit: ' ms' },
		reach: { is: 'below', than: 1 },
		notes: [`the figure is our time; the slowest token took ${slowest.toFixed(1)} ms`],
	};
}
