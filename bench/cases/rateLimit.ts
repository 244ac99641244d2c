import { measureThrottle } from './throttle';
import type { Bench } from '../measure/bench';
import type { CaseResult } from '../report/types';

/** 1000 items against a server that refuses what is above 100 in any second. */
export async function measure(bench: Bench): Promise<CaseResult> {
	return await measureThrottle(bench, {
		case: 6,
		title: '1,000 replies of 100 ms, at most 100 a second are let in',
		oracleLabel: 'a pool paced to the limit',
		rounds: 1,
		work: {
			name: 'rate',
			items: 1_000,
			maxConcurrency: 64,
			server: { latencyMs: 100, maxPerSecond: 100 },
		},
		oracleConnections: 64,
	});
}
