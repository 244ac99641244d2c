import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { openBatchRun, readBatchId, type BatchRun } from './batchRun';
import { batchIdField, batchRequestsField, simplifyRowsField } from './fields';
import { hintAtCutOffReplies } from '../chat/hints';
import { isFinished } from '../../../shared/chat/batch/batch';
import { BatchError } from '../../../shared/chat/batch/errors';
import { readBatchResults, type BatchResults } from '../../../shared/client/batchResults';
import { readPrices, soon } from '../../../shared/client/catalogue';
import { boolean } from '../../../shared/form/values';
import { asObject } from '../../../shared/json';
import { shapeRow, toRowItems, type ShapedRow } from '../../../shared/n8n/batchItems';
import { toErrorItem } from '../../../shared/n8n/failure';
import { addHint } from '../../../shared/n8n/hint';
import { runNodeItems, type RunningItem } from '../../../shared/n8n/runNodeItems';
import { tellHost } from '../../../shared/n8n/tellHost';

/** The form of Batch > Get Results. */
export const description: INodeProperties[] = [
	batchIdField,
	simplifyRowsField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What to add to the answers',
		options: [
			{
				displayName: 'Include Cost',
				name: 'includeCost',
				type: 'boolean',
				default: true,
				description:
					'Whether to add what each answer cost, by the price list of Together. Few models are cheaper in a batch.',
			},
			{
				displayName: 'Include Request',
				name: 'includeRequest',
				type: 'boolean',
				default: true,
				description:
					'Whether to add the messages of each row, with its answer at their end, as Include Messages of a chat does',
			},
		],
	},
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
	const options = asObject(context.getNodeParameter('options', index, {})) ?? {};
	const flag = (name: string, label: string) => boolean(options[name] ?? false, label);
	const includeMessages = flag('includeRequest', 'Include Request');
	const simplify = boolean(context.getNodeParameter('simplify', index, true), 'Simplify Output');
	const isPriced = flag('includeCost', 'Include Cost');
	const batch = await client.batches.get(batchId, signal);
	if (!isFinished(batch)) throw stillRunning(batch);
	const prices = isPriced ? await soon(readPrices(client), signal) : undefined;
	const results = await readBatchResults(client, batch, {
		keepsMessages: includeMessages,
		shape: (result, asked) => shapeRow(result, asked, { simplify, includeMessages, prices }),
		signal,
	});
	return { batchId, results };
}

function stillRunning({
	id,
	status,
	progress,
}: Awaited<ReturnType<BatchRun['client']['batches']['get']>>) {
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
