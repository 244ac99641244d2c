import type { IExecuteFunctions } from 'n8n-workflow';

import { toNodeError, type NodeFailure } from './failure';
import { runItems, type ItemWorker, type Outcome } from '../run/runItems';

/** How the items of a node are worked on. */
export interface NodeJob<T> {
	/** How many items at the same time, at most. */
	concurrency: number;
	work: ItemWorker<T>;
}

/**
 * Runs a job over the input items of a node, obeying its On Error setting and the Stop button.
 * @param open prepares the job; when that fails, every item fails with its error
 * @returns one outcome per input item, in order
 * @throws {NodeFailure} the first failure, when the node may not go on
 */
export async function runNodeItems<T>(
	context: IExecuteFunctions,
	open: () => Promise<NodeJob<T>>,
): Promise<Array<Outcome<T, NodeFailure>>> {
	const count = context.getInputData().length;
	if (count === 0) return [];
	const node = context.getNode();
	const job = await open().catch(failingJob<T>);
	return await runItems(
		{
			count,
			concurrency: job.concurrency,
			keepGoing: context.continueOnFail(),
			toFailure: (error, itemIndex) => toNodeError(node, error, itemIndex),
			signal: context.getExecutionCancelSignal(),
		},
		job.work,
	);
}

function failingJob<T>(error: unknown): NodeJob<T> {
	const reason = error instanceof Error ? error : new Error(String(error));
	return { concurrency: 1, work: async () => await Promise.reject<T>(reason) };
}
