import { togetherNode } from '../competitors/together';
import type { Bench } from '../measure/bench';
import { peakOf } from '../measure/memory';
import type { CaseResult, Row } from '../report/types';
import { checkAll } from '../workload';

const ITEMS = 10_000;
const REPLY_LENGTH = 1_000;

/** How much memory 10,000 items take while they run. Reported, not judged. */
export async function measure({ server }: Bench): Promise<CaseResult> {
	const baseUrl = await server.start({ replyLength: REPLY_LENGTH });
	const node = await togetherNode();
	const job = { baseUrl, apiKey: 'memory', items: 200, maxConcurrency: 32 };
	checkAll('ours', await node(job), job.items);
	const peak = await peakOf(async () => {
		checkAll('ours', await node({ ...job, items: ITEMS }), ITEMS);
	});
	const replies = ITEMS * REPLY_LENGTH;
	const row = (what: string, bytes: number): Row => ({
		case: 10,
		title: `10,000 items with replies of 1 KB: ${what} | the text of the replies`,
		ours: megabytes(bytes),
		beside: megabytes(replies),
		figure: { value: bytes / replies, unit: '×' },
		notes: ['input and output items of n8n included'],
	});
	return {
		rows: [
			row('growth of the resident memory at its peak', peak.resident),
			row('growth of the heap at its peak, garbage included', peak.heap),
			row('what the heap keeps after the run', peak.kept),
		],
		charts: [],
	};
}

function megabytes(bytes: number): string {
	return `${(bytes / 1e6).toFixed(1)} MB`;
}
