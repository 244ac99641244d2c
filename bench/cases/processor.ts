import { BarePool } from '../competitors/barePool';
import { helperNode } from '../competitors/helperNode';
import { readingNode } from '../competitors/readingNode';
import { otherNode, togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { inRounds, medianOf, type Contestant } from '../measure/rounds';
import type { CaseResult } from '../report/types';
import { checkAll } from '../workload';

/** As many again go before, as it takes thousands of items until all code is compiled. */
const ROUNDS = 5;
const ITEMS = 1_000;
/** Enough of the helper, whose items cost several times as much. */
const HELPER_ITEMS = 300;
const AT_A_TIME = 16;

const TITLE = 'Processor time per item, https, no latency';

/** How much of the processor an item takes: what is left for the rest of n8n. */
export async function measure({ server, tlsFolder }: Bench): Promise<CaseResult> {
	const baseUrl = await server.start({ tlsFolder, replyLength: 250 });
	const ours = await togetherNode();
	const helper = await otherNode(helperNode);
	const engine = await otherNode(readingNode);
	const pool = { items: ITEMS, connections: AT_A_TIME };
	const bare = await BarePool.open(baseUrl, 'pool', AT_A_TIME);
	const job = { baseUrl, apiKey: 'ours', items: ITEMS, maxConcurrency: AT_A_TIME };
	const contestants = [
		perItem('ours', ITEMS, async () => await ours(job)),
		perItem('pool', ITEMS, async () => await bare.completeAll(pool)),
		perItem('engine', ITEMS, async () => await engine(job)),
		perItem('helper', HELPER_ITEMS, async () => await helper({ ...job, items: HELPER_ITEMS })),
	];
	await inRounds(ROUNDS, contestants);
	const samples = await inRounds(ROUNDS, contestants);
	await bare.close();

	const of = (name: string) => medianOf(samples, name);
	return {
		rows: [
			{
				case: 7,
				title: `${TITLE} | a bare undici pool`,
				ours: shown(of('ours')),
				beside: shown(of('pool')),
				figure: { value: of('ours') / of('pool'), unit: '×' },
				reach: { is: 'at most', than: 2 },
				notes: ["ours counts n8n's engine and the expression of each item"],
			},
			{
				case: 7,
				title: `${TITLE}, less that of the engine | a bare undici pool`,
				ours: shown(of('ours') - of('engine')),
				beside: shown(of('pool')),
				figure: { value: (of('ours') - of('engine')) / of('pool'), unit: '×' },
				notes: [`a node that only reads the message of each item takes ${shown(of('engine'))}`],
			},
			{
				case: 7,
				title: `${TITLE} | n8n's HTTP helper in the engine`,
				ours: shown(of('ours')),
				beside: shown(of('helper')),
				figure: { value: of('ours') / of('helper'), unit: '×' },
				notes: ['the helper opens a connection for every item'],
			},
		],
		charts: [
			{
				title: TITLE,
				unit: 'µs',
				bars: [
					{ label: 'bare undici pool (the limit)', value: of('pool'), isOurs: false },
					{ label: 'Together AI node', value: of('ours'), isOurs: true },
					{ label: "n8n's HTTP helper", value: of('helper'), isOurs: false },
				],
			},
		],
	};
}

/** Processor time of this process, in µs an item. */
function perItem(name: string, items: number, run: () => Promise<string[]>): Contestant {
	return async () => {
		const before = process.cpuUsage();
		const texts = await run();
		const { user, system } = process.cpuUsage(before);
		checkAll(name, texts, items);
		return { [name]: (user + system) / items };
	};
}

function shown(microseconds: number): string {
	return `${microseconds.toFixed(0)} µs`;
}
