import { BarePool } from '../competitors/barePool';
import { togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf } from '../measure/rounds';
import { beside, coldThenLearnt, seenOf, warmUp, type Work } from '../measure/runs';
import { duration } from '../report/figures';
import type { CaseResult } from '../report/types';
import { heavyTail } from '../workload';

const ROUNDS = 2;

/** The size of the windows in which n8n's Basic LLM Chain works, unless told otherwise. */
const WINDOW = 5;

const TITLE = '200 replies of 100 ms in the median, the slowest over 2 s';

/** Every item has its own latency, the same one for everybody. */
export async function measure(bench: Bench): Promise<CaseResult> {
	const server = { latencyMs: heavyTail(200) };
	const tail: Work = { name: 'tail', items: 200, maxConcurrency: 16, server };
	const node = await togetherNode();
	const fast = (work: Work) => [
		beside(bench, 'pool', work, (url) =>
			BarePool.run(url, 'pool', { items: work.items, connections: work.maxConcurrency }),
		),
		coldThenLearnt(bench, node, work),
	];
	await warmUp(tail, fast);
	const samples = await inRounds(ROUNDS, fast(tail));
	const windows = medianOf(
		await inRounds(1, [beside(bench, 'windows', tail, inWindows)]),
		'windows',
	);

	const pool = medianOf(samples, 'pool');
	const row = (state: 'cold' | 'learnt') => ({
		case: 4,
		title: `${TITLE}, 16 at a time, ${state} | a bare undici pool`,
		ours: duration(medianOf(samples, state)),
		beside: duration(pool),
		figure: { value: medianOf(samples, state) / pool, unit: '×' as const },
		reach: { is: 'at most' as const, than: 1.2 },
		notes: [
			...seenOf(samples, state, 'ours'),
			`windows of ${WINDOW}, as in n8n's Basic LLM Chain, on the same bare pool: ${duration(windows)}`,
		],
	});
	return {
		rows: [row('cold'), row('learnt')],
		charts: [
			{
				title: TITLE,
				unit: 'ms',
				bars: [
					{ label: 'bare undici pool (the limit)', value: pool, isOurs: false },
					{ label: 'Together AI node', value: medianOf(samples, 'cold'), isOurs: true },
					{ label: "windows of 5, as n8n's LLM Chain", value: windows, isOurs: false },
				],
			},
		],
	};
}

async function inWindows(baseUrl: string): Promise<string[]> {
	const bare = await BarePool.open(baseUrl, 'windows', WINDOW);
	try {
		return await bare.completeInWindows(200, WINDOW);
	} finally {
		await bare.close();
	}
}
