import { measureThrottle } from './throttle';
import type { Bench } from '../measure/bench';
import type { CaseResult } from '../report/types';

/** 1000 items against a server that refuses what is above 20 at the same time. */
export async function measure(bench: Bench): Promise<CaseResult> {
	return await measureThrottle(bench, {
		case: 5,
		title: '1,000 replies of 100 ms, at most 20 at a time are let in',
		oracleLabel: 'a pool that knows the limit',
		rounds: 2,
		work: {
			name: 'in-flight',
			items: 1_000,
			maxConcurrency: 64,
			server: { latencyMs: 100, maxInFlight: 20 },
		},
		oracleConnections: 20,
	});
}
