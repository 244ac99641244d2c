import type { INodeExecutionData, IPollFunctions } from 'n8n-workflow';

import { finishedSince, nextCursor, readCursor } from './cursor';
import { isFinished, type Batch } from '../shared/chat/batch/batch';
import { BatchError } from '../shared/chat/batch/errors';
import type { TogetherClient } from '../shared/client/client';
import { FormError } from '../shared/form/formError';
import { oneOf, textList } from '../shared/form/values';
import { toJobData, toRowItems } from '../shared/n8n/batchItems';
import { readBatchRows, readRowsForm } from '../shared/n8n/batchRows';
import { openClient } from '../shared/n8n/connection';
import { describeFailure } from '../shared/n8n/failure';

/** How long a poll may take where n8n does not say, in ms. */
const USUAL_BUDGET_MS = 5 * 60_000;

/** Beyond this share of its time, a poll begins to read no further job: the next one does. */
const READING_SHARE = 0.5;

/**
 * Looks at the list of batches once.
 * @returns the items of those that have ended since the last poll, or null where none has
 * @throws {FormError} when a field cannot be used, and what the client throws
 */
export async function pollBatches(context: IPollFunctions): Promise<INodeExecutionData[] | null> {
	const read = (name: string): unknown => context.getNodeParameter(name);
	const statuses = readStatuses(read('statuses'));
	const client = await openClient(context);
	const budgetMs = budgetOf(context);
	const signal = AbortSignal.timeout(budgetMs);
	const batches = await client.batches.list(signal);
	const ended = batches.filter((batch) => isFinished(batch) && statuses.includes(batch.status));
	const tell = teller(context, client, signal);
	if (context.getMode() === 'manual') return await tell(newestOf(ended));

	const state = context.getWorkflowStaticData('node');
	const before = readCursor(state['cursor']);
	if (!before) {
		state['cursor'] = { ...nextCursor(undefined, batches) };
		return null;
	}
	const fresh = new Set(finishedSince(before, batches).map(({ id }) => id));
	const untold = ended.filter(({ id }) => fresh.has(id)).reverse();
	const until = performance.now() + READING_SHARE * budgetMs;
	const items = await tellAll(context, untold, tell, until);
	// Only now: what could not be told must not count as told.
	state['cursor'] = { ...nextCursor(before, batches, untold) };
	return items.length > 0 ? items : null;
}

type Tell = (batch: Batch) => Promise<INodeExecutionData[]>;

/**
 * Tells the oldest first, and takes those it has told out of the list.
 * @throws what the first job failed with, where none could be told
 */
async function tellAll(
	context: IPollFunctions,
	untold: Batch[],
	tell: Tell,
	until: number,
): Promise<INodeExecutionData[]> {
	const items: INodeExecutionData[] = [];
	const failures: unknown[] = [];
	for (const batch of [...untold]) {
		if (items.length > 0 && performance.now() > until) break;
		const told = await tell(batch).catch((error: unknown) => {
			failures.push(error);
			context.logger.warn(
				`Together AI: the batch ${batch.id} is told by a later poll: ${describeFailure(error)}`,
			);
			return undefined;
		});
		if (!told) continue;
		untold.splice(untold.indexOf(batch), 1);
		for (const item of told) items.push(item);
	}
	if (items.length === 0 && failures.length > 0) throw failures[0];
	return items;
}

/** What is told of a job: itself, or a row for each of its requests. */
function teller(context: IPollFunctions, client: TogetherClient, signal: AbortSignal): Tell {
	const read = (name: string): unknown => context.getNodeParameter(name, undefined);
	const output = oneOf(['rows', 'batch'])(read('output'), 'Output');
	if (output === 'batch') return (batch) => Promise.resolve([{ json: toJobData(batch) }]);
	const form = readRowsForm(read);
	const node = context.getNode();
	return async (batch) => {
		const { rows, notes } = await readBatchRows(client, batch, form, signal).catch(
			(error: unknown) => {
				// What is gone stays gone: the job is told as one row that says so.
				if (!(error instanceof BatchError)) throw error;
				return { rows: [{ outcome: { ok: false as const, error } }], notes: [] };
			},
		);
		for (const note of notes) context.logger.warn(`Together AI: ${note}`);
		// Rows of several jobs may come together.
		return rows.flatMap((row) =>
			toRowItems(row, { node, batchId: batch.id }).map(({ json }) => ({
				json: row.outcome.ok ? { batchId: batch.id, ...json } : json,
			})),
		);
	};
}

function readStatuses(value: unknown): string[] {
	const statuses = textList(value, 'Statuses');
	if (statuses.length > 0) return statuses;
	throw new FormError('Statuses', 'is empty', 'Choose how a batch must have ended.');
}

function newestOf(ended: Batch[]): Batch {
	const [newest] = ended;
	if (newest) return newest;
	throw new BatchError(
		'There is no finished batch that could be shown',
		'Create a batch and try again when it has ended, or choose more statuses.',
	);
}

/** n8n tells it since 2.39. */
function budgetOf(context: IPollFunctions): number {
	const host: Partial<Pick<IPollFunctions, 'getPollBudgetMs'>> = context;
	return host.getPollBudgetMs?.() ?? USUAL_BUDGET_MS;
}
