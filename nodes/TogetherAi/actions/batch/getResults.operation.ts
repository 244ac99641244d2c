import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { openBatchRun, readBatchId, type BatchRun } from './batchRun';
import { batchIdField, batchRequestsField } from './fields';
import { hintAtCutOffReplies } from '../chat/hints';
import { isFinished, type Batch } from '../../../shared/chat/batch/batch';
import { BatchError } from '../../../shared/chat/batch/errors';
import type { BatchResults } from '../../../shared/client/batchResults';
import { rowAdditionsField, simplifyRowsField } from '../../../shared/fields/batchRows';
import { toRowItems, type ShapedRow } from '../../../shared/n8n/batchItems';
import { readBatchRows, readRowsForm } from '../../../shared/n8n/batchRows';
import { toErrorItem } from '../../../shared/n8n/failure';
import { addHint } from '../../../shared/n8n/hint';
import { runNodeItems, type RunningItem } from '../../../shared/n8n/runNodeItems';
import { tellHost } from '../../../shared/n8n/tellHost';

/** The form of Batch > Get Results. */
export const description: INodeProperties[] = [
	batchIdField,
	simplifyRowsField,
	rowAdditionsField,
	batchRequestsField,
];

/** Results are large: more than a few jobs at once would only hold more of them in memory. */
const MAX_JOBS_AT_ONCE = 2;

interface ReadJob {
	batchId: string;
	results: BatchResults<ShapedRow>;
}

/** Gives a row for every request of a job that has ended. Rows that failed are error items. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const node = this.getNode();
	const outcomes = await runNodeItems(
		this,
		async () => {
			const run = await openBatchRun(this);
			return { ...run, concurrency: Math.min(run.concurrency, MAX_JOBS_AT_ONCE) };
		},
		async (run, item) => await readJob(this, run, item),
	);
	const jobs = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value.results] : []));
	tellHost(this, 'the hints at the rows', () => hintAtRows(this, jobs));
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome.ok) return [toErrorItem(node, outcome.error, itemIndex)];
		const { batchId, results } = outcome.value;
		return results.rows.flatMap((row) => toRowItems(row, { node, batchId, itemIndex }));
	});
}

async function readJob(
	context: IExecuteFunctions,
	{ client }: BatchRun,
	{ index, signal }: RunningItem,
): Promise<ReadJob> {
	const batchId = readBatchId(context, index);
	const form = readRowsForm((name) => context.getNodeParameter(name, index, undefined));
	const batch = await client.batches.get(batchId, signal);
	if (!isFinished(batch)) throw stillRunning(batch);
	const results = await readBatchRows(client, batch, form, signal);
	return { batchId, results };
}

function stillRunning({ id, status, progress }: Batch) {
	const percent = progress === undefined ? '' : `, ${progress} %`;
	return new BatchError(
		`The batch ${id} has not ended yet (${status}${percent})`,
		'Ask again later, or let the Together AI Trigger start a workflow when it has.',
		{ batchId: id, batchStatus: status },
	);
}

function hintAtRows(context: IExecuteFunctions, jobs: Array<BatchResults<ShapedRow>>): void {
	const rows = jobs.flatMap((job) => job.rows);
	const endings = rows.flatMap(({ outcome }) => (outcome.ok ? outcome.value.endings : []));
	hintAtCutOffReplies(context, endings);
	for (const note of jobs.flatMap(({ notes }) => notes)) addHint(context, 'warning', note);
}
