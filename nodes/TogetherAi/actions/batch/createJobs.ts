import type { IExecuteFunctions } from 'n8n-workflow';

import type { PlacedItems } from './placedItems';
import type { ItemRow } from './readRow';
import { submitJob } from './submit';
import type { Batch } from '../../../shared/chat/batch/batch';
import { BatchInterrupted } from '../../../shared/chat/batch/errors';
import { planJobs } from '../../../shared/chat/batch/rows';
import type { TogetherClient } from '../../../shared/client/client';
import { toErrorItem, toNodeError } from '../../../shared/n8n/failure';

/** A row that is under way: its line is let go of. */
export type SubmittedRow = Pick<
	ItemRow,
	'item' | 'asked' | 'simplify' | 'includeMessages' | 'includeCost'
>;

/** A job that was created, and its rows. */
export interface CreatedJob {
	batch: Batch;
	rows: SubmittedRow[];
}

/**
 * Creates a job after the other. One that cannot be created fails its items, and ends the run where
 * the node may not go on: with the jobs that were created before in its error.
 */
export async function createJobs(
	context: IExecuteFunctions,
	client: TogetherClient,
	rows: ItemRow[],
): Promise<{ jobs: CreatedJob[]; failed: PlacedItems[] }> {
	const node = context.getNode();
	const signal = context.getExecutionCancelSignal() ?? new AbortController().signal;
	const jobs: CreatedJob[] = [];
	const failed: PlacedItems[] = [];
	for (const planned of planJobs(rows)) {
		try {
			const batch = await submitJob(client, planned, signal);
			jobs.push({ batch, rows: planned.rows.map(withoutLine) });
		} catch (error) {
			const known = besideJobs(error, jobs);
			if (signal.aborted) context.logger.warn(`Together AI: ${known.told}`);
			if (signal.aborted || !context.continueOnFail()) {
				throw toNodeError(node, known.error, planned.rows[0]?.item ?? 0);
			}
			for (const { item } of planned.rows) {
				const items = [toErrorItem(node, toNodeError(node, error, item), item)];
				failed.push({ itemIndex: item, items });
			}
		}
	}
	return { jobs, failed };
}

function withoutLine({
	item,
	asked,
	simplify,
	includeMessages,
	includeCost,
}: ItemRow): SubmittedRow {
	return { item, asked, simplify, includeMessages, includeCost };
}

/** An error that names the jobs which were created before it: they go on, and are paid for. */
function besideJobs(error: unknown, jobs: CreatedJob[]): { error: unknown; told: string } {
	const before = error instanceof BatchInterrupted ? error : undefined;
	const batchIds = jobs.map(({ batch }) => batch.id);
	if (batchIds.length === 0) return { error, told: before?.told ?? 'No batch was created.' };
	const created = `These batches were created before and go on: ${batchIds.join(', ')}.`;
	const told = before ? `${before.told} ${created}` : created;
	const details = { ...before?.details, batchIds };
	return { error: new BatchInterrupted(before?.reason ?? error, told, details), told };
}
