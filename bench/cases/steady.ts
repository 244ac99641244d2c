import { BarePool } from '../competitors/barePool';
import { togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf } from '../measure/rounds';
import { beside, coldThenLearnt, seenOf, warmUp, type Work } from '../measure/runs';
import { duration } from '../report/figures';
import type { CaseResult } from '../report/types';

const ROUNDS = 3;

/** The work of the first three cases. */
export const STEADY: Work = {
	name: 'steady',
	items: 200,
	maxConcurrency: 16,
	server: { latencyMs: 100 },
};

export const STEADY_TITLE = '200 replies of 100 ms each, 16 at a time';

/** Our node beside the limit of what is possible: a pool that knows it may use 16 connections. */
export async function measure(bench: Bench): Promise<CaseResult> {
	const node = await togetherNode();
	const contestants = (work: Work) => [
		beside(bench, 'pool', work, (url) =>
			BarePool.run(url, 'pool', { items: work.items, connections: work.maxConcurrency }),
		),
		coldThenLearnt(bench, node, work),
	];
	await warmUp(STEADY, contestants);
	const samples = await inRounds(ROUNDS, contestants(STEADY));

	const pool = medianOf(samples, 'pool');
	const row = (state: 'cold' | 'learnt', than: number) => ({
		case: 1,
		title: `${STEADY_TITLE}, ${state} | a bare undici pool`,
		ours: duration(medianOf(samples, state)),
		beside: duration(pool),
		figure: { value: medianOf(samples, state) / pool, unit: '×' as const },
		reach: { is: 'at most' as const, than },
		notes: [...seenOf(samples, state, 'ours'), ...seenOf(samples, 'pool', 'pool')],
	});
	return {
		rows: [row('cold', 1.15), row('learnt', 1.05)],
		charts: [
			{
				title: STEADY_TITLE,
				unit: 'ms',
				bars: [
					{ label: 'bare undici pool (the limit)', value: pool, isOurs: false },
					{ label: 'Together AI node', value: medianOf(samples, 'cold'), isOurs: true },
				],
			},
		],
	};
}
