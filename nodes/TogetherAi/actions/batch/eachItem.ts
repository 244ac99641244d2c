import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { openBatchRun, readBatchId, type BatchRun } from './batchRun';
import type { Batch } from '../../../shared/chat/batch/batch';
import { toErrorItem } from '../../../shared/n8n/failure';
import { toJobData } from '../../../shared/n8n/batchItems';
import { runNodeItems, type RunningItem } from '../../../shared/n8n/runNodeItems';

/** Gives the items of every input item, paired to it, or its error where the node may go on. */
export async function eachItem(
	context: IExecuteFunctions,
	work: (run: BatchRun, item: RunningItem) => Promise<IDataObject[]>,
): Promise<INodeExecutionData[]> {
	const outcomes = await runNodeItems(context, async () => await openBatchRun(context), work);
	return outcomes.flatMap((outcome, item): INodeExecutionData[] =>
		outcome.ok
			? outcome.value.map((json) => ({ json, pairedItem: { item } }))
			: [toErrorItem(context.getNode(), outcome.error, item)],
	);
}

/** Gives the job that each item names. */
export async function eachBatch(
	context: IExecuteFunctions,
	ask: (run: BatchRun, id: string, signal: AbortSignal) => Promise<Batch>,
): Promise<INodeExecutionData[]> {
	return await eachItem(context, async (run, { index, signal }) => {
		return [toJobData(await ask(run, readBatchId(context, index), signal))];
	});
}
