import type { IExecuteFunctions } from 'n8n-workflow';

import { toJobItems, type PlacedItems } from './placedItems';
import type { CreatedJob, SubmittedRow } from './createJobs';
import type { WatchedJob } from './waitForJobs';
import { hintAtCutOffReplies } from '../chat/hints';
import { isFinished } from '../../../shared/chat/batch/batch';
import { readBatchResults } from '../../../shared/client/batchResults';
import { readPrices, soon } from '../../../shared/client/catalogue';
import type { TogetherClient } from '../../../shared/client/client';
import { shapeRow, toRowItems } from '../../../shared/n8n/batchItems';
import { describeFailure } from '../../../shared/n8n/failure';
import { tellHost } from '../../../shared/n8n/tellHost';

/**
 * The rows of a job that has ended, each paired with its item. A job that has not, or whose results
 * cannot be read, comes out itself: it is paid for, and its results can be had later.
 */
export async function collectRows(
	context: IExecuteFunctions,
	client: TogetherClient,
	job: CreatedJob & Partial<WatchedJob>,
	signal: AbortSignal,
): Promise<PlacedItems[]> {
	if (!isFinished(job.batch)) return [toJobItems(job, job.warnings)];
	try {
		return await readRows(context, client, job, signal);
	} catch (error) {
		signal.throwIfAborted();
		const warning = `The results could not be read: ${describeFailure(error)} Try Get Batch Results.`;
		return [toJobItems(job, [warning])];
	}
}

async function readRows(
	context: IExecuteFunctions,
	client: TogetherClient,
	{ batch, rows }: CreatedJob,
	signal: AbortSignal,
): Promise<PlacedItems[]> {
	const byCustomId = new Map(rows.map((row) => [row.asked.customId, row]));
	const isPriced = rows.some(({ includeCost }) => includeCost);
	const prices = isPriced ? await soon(readPrices(client), signal) : undefined;
	const results = await readBatchResults(client, batch, {
		asked: rows.map(({ asked }) => asked),
		keepsMessages: false,
		shape: (result, asked) => {
			const row = byCustomId.get(asked.customId);
			return shapeRow(result, asked, formOf(row, prices));
		},
		signal,
	});
	const endings = results.rows.flatMap(({ outcome }) => (outcome.ok ? outcome.value.endings : []));
	tellHost(context, 'the hint at cut-off replies', () => hintAtCutOffReplies(context, endings));
	const node = context.getNode();
	return results.rows.map((row) => {
		const itemIndex = byCustomId.get(row.customId)?.item ?? rows[0]?.item ?? 0;
		return { itemIndex, items: toRowItems(row, { node, batchId: batch.id, itemIndex }) };
	});
}

/** A row that nobody asked for has no form of its own. */
function formOf(row: SubmittedRow | undefined, prices: Awaited<ReturnType<typeof soon>>) {
	return {
		simplify: row?.simplify ?? true,
		includeMessages: row?.includeMessages ?? false,
		...(row?.includeCost && { prices }),
	};
}
