import { measure, ITEMS, type Figures } from './measure';
import { PEERS } from './peers';
import { writeReport, type Result } from './report';
import type { StandInOptions } from '../../sandbox/standIn';
import { startN8n } from '../../test/e2e/n8n';

// `npm run bench:n8n`: what a workflow gains, in a real n8n, beside the nodes that people use today.

const ROUNDS = 3;
const LATENCY_MS = 100;

interface Scenario {
	title: string;
	options: StandInOptions;
}

const SCENARIOS: readonly Scenario[] = [
	{ title: `${ITEMS} items, 100 ms each`, options: { latencyMs: LATENCY_MS } },
	{
		title: `${ITEMS} items, 100 ms each, throttled above 20 in flight`,
		options: { latencyMs: LATENCY_MS, maxInFlight: 20, resetSeconds: 1 },
	},
];

async function main(): Promise<void> {
	const n8n = await startN8n();
	try {
		const results: Result[] = [];
		for (const { title, options } of SCENARIOS) {
			const rows: Result['rows'] = [];
			for (const peer of PEERS) {
				process.stderr.write(`${title}: ${peer.label} ...`);
				const rounds: Figures[] = [];
				for (let round = 0; round < ROUNDS; round++) {
					rounds.push(await measure(n8n, peer, options));
				}
				const figures = summaryOf(rounds);
				process.stderr.write(` ${figures.wallMs} ms, ${figures.lost} lost\n`);
				rows.push({ peer, figures });
			}
			results.push({ title, rows });
		}
		console.log(await writeReport(results, n8n.version));
	} finally {
		await n8n.stop();
	}
}

/** The median of the times; of the counts the highest of any round. */
function summaryOf(rounds: readonly Figures[]): Figures {
	const times = rounds.map(({ wallMs }) => wallMs).sort((a, b) => a - b);
	const most = (count: (figures: Figures) => number) => Math.max(...rounds.map(count));
	return {
		wallMs: times[Math.floor(times.length / 2)] ?? NaN,
		lost: most(({ lost }) => lost),
		refused: most(({ refused }) => refused),
		connections: most(({ connections }) => connections),
		peakInFlight: most(({ peakInFlight }) => peakInFlight),
	};
}

main().catch((error: unknown) => {
	console.error(error instanceof Error ? error.message : error);
	process.exitCode = 1;
});
