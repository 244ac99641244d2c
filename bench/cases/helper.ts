import { STEADY, STEADY_TITLE } from './steady';
import { helperNode } from '../competitors/helperNode';
import { otherNode, togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf } from '../measure/rounds';
import { beside, coldThenLearnt, seenOf, warmUp, type Work } from '../measure/runs';
import { duration } from '../report/figures';
import type { CaseResult } from '../report/types';

/** Each round of the helper takes 20 s, beside which the noise of the machine is nothing. */
const ROUNDS = 1;

/** Our node beside one that does what nodes for other vendors do. */
export async function measure(bench: Bench): Promise<CaseResult> {
	const node = await togetherNode();
	const helper = await otherNode(helperNode);
	const contestants = (work: Work) => [
		coldThenLearnt(bench, node, work),
		beside(bench, 'helper', work, (baseUrl) =>
			helper({ baseUrl, apiKey: 'helper', items: work.items }),
		),
	];
	await warmUp(STEADY, contestants);
	const samples = await inRounds(ROUNDS, contestants(STEADY));
	const [ours, theirs] = [medianOf(samples, 'cold'), medianOf(samples, 'helper')];
	return {
		rows: [
			{
				case: 2,
				title: `${STEADY_TITLE}, cold | n8n's HTTP helper, item by item`,
				ours: duration(ours),
				beside: duration(theirs),
				figure: { value: theirs / ours, unit: '×' },
				reach: { is: 'at least', than: 12 },
				notes: [
					'the figure is how many times faster',
					...seenOf(samples, 'cold', 'ours'),
					...seenOf(samples, 'helper', 'helper'),
				],
			},
		],
		charts: [
			{
				title: STEADY_TITLE,
				unit: 'ms',
				bars: [{ label: "n8n's HTTP helper, item by item", value: theirs, isOurs: false }],
			},
		],
	};
}
