import { STEADY, STEADY_TITLE } from './steady';
import { officialClient } from '../competitors/officialClient';
import { togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf } from '../measure/rounds';
import { beside, coldThenLearnt, seenOf, warmUp, type Work } from '../measure/runs';
import { duration } from '../report/figures';
import type { CaseResult } from '../report/types';

const ROUNDS = 3;

/** Our node beside the official client, which is told the ceiling of 16. */
export async function measure(bench: Bench): Promise<CaseResult> {
	const node = await togetherNode();
	const contestants = (work: Work) => [
		coldThenLearnt(bench, node, work),
		beside(bench, 'official', work, (url) =>
			officialClient(url, 'official', { items: work.items, concurrency: work.maxConcurrency }),
		),
	];
	await warmUp(STEADY, contestants);
	const samples = await inRounds(ROUNDS, contestants(STEADY));
	const official = medianOf(samples, 'official');
	const row = (state: 'cold' | 'learnt') => ({
		case: 3,
		title: `${STEADY_TITLE}, ${state} | the official client, 16 at a time`,
		ours: duration(medianOf(samples, state)),
		beside: duration(official),
		figure: { value: medianOf(samples, state) / official, unit: '×' as const },
		reach: { is: 'at most' as const, than: 1 },
		notes: [...seenOf(samples, state, 'ours'), ...seenOf(samples, 'official', 'official')],
	});
	return {
		rows: [row('cold'), row('learnt')],
		charts: [
			{
				title: STEADY_TITLE,
				unit: 'ms',
				bars: [{ label: 'official client, 16 at a time', value: official, isOurs: false }],
			},
		],
	};
}
