import { BarePool } from '../competitors/barePool';
import { togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf } from '../measure/rounds';
import { beside, coldThenLearnt, seenOf, warmUp, type Work } from '../measure/runs';
import { duration } from '../report/figures';
import type { CaseResult, Row } from '../report/types';

/** A server with a limit, and how somebody works who knows it. */
export interface Throttle {
	case: number;
	title: string;
	oracleLabel: string;
	rounds: number;
	work: Work;
	oracleConnections: number;
}

/** Our node, which has to find the limit, beside an oracle that knows it. */
export async function measureThrottle(bench: Bench, throttle: Throttle): Promise<CaseResult> {
	const { work, oracleConnections: connections, rounds, title, oracleLabel } = throttle;
	const node = await togetherNode();
	const contestants = (some: Work) => [
		coldThenLearnt(bench, node, some),
		beside(bench, 'oracle', some, (url) =>
			BarePool.run(url, 'oracle', {
				items: some.items,
				connections,
				perSecond: some.server.maxPerSecond,
			}),
		),
	];
	await warmUp(work, contestants);
	const samples = await inRounds(rounds, contestants(work));
	const known = medianOf(samples, 'oracle');

	const rows = (['cold', 'learnt'] as const).flatMap((state): Row[] => {
		const ours = medianOf(samples, state);
		const throttled = medianOf(samples, `${state}.throttled`);
		const lost = Math.max(...(samples.get(`${state}.lost`) ?? []));
		return [
			{
				case: throttle.case,
				title: `${title}, ${state} | ${oracleLabel}`,
				ours: duration(ours),
				beside: duration(known),
				figure: { value: ours / known, unit: '×' },
				reach: { is: 'at most', than: 1.5 },
				notes: [...seenOf(samples, state, 'ours'), ...seenOf(samples, 'oracle', 'oracle')],
			},
			{
				case: throttle.case,
				title: `${title}, ${state}: throttled answers, as a share of the items`,
				ours: `${throttled} throttled`,
				beside: `${medianOf(samples, 'oracle.throttled')} throttled`,
				figure: { value: (100 * throttled) / work.items, unit: ' %' },
				reach: { is: 'below', than: 10 },
				notes: [],
			},
			{
				case: throttle.case,
				title: `${title}, ${state}: items without their reply`,
				ours: `${lost} lost`,
				beside: `${medianOf(samples, 'oracle.lost')} lost`,
				figure: { value: lost, unit: ' lost' },
				reach: { is: 'at most', than: 0 },
				notes: [],
			},
		];
	});
	const bar = (label: string, name: string) => ({
		label,
		value: medianOf(samples, name),
		isOurs: name !== 'oracle',
	});
	const bars = [
		bar(oracleLabel, 'oracle'),
		bar('Together AI node, first run', 'cold'),
		bar('Together AI node, limit learnt', 'learnt'),
	];
	return { rows, charts: [{ title, unit: 'ms', bars }] };
}
