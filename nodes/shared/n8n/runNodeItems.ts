import type { IExecuteFunctions } from 'n8n-workflow';

import { toNodeError, type NodeFailure } from './failure';
import { runItems, type Outcome, type Slot } from '../run/runItems';
import { unlessAborted } from '../run/withinLimit';

/** An item while it is worked on. */
export interface RunningItem {
	index: number;
	/** Released while a request of the item waits to be sent again. */
	slot: Slot;
	/** Aborted when the run is stopped. */
	signal: AbortSignal;
}

/**
 * Works on the input items of a node, obeying its On Error setting and the Stop button.
 * @param open prepares what all items share; when that fails, every item fails with its error
 * @param work works on one item
 * @returns one outcome per input item, in order
 * @throws {NodeFailure} the first failure, when the node may not go on
 */
export async function runNodeItems<Run extends { concurrency: number }, T>(
	context: IExecuteFunctions,
	open: () => Promise<Run>,
	work: (run: Run, item: RunningItem) => Promise<T>,
): Promise<Array<Outcome<T, NodeFailure>>> {
	const count = context.getInputData().length;
	if (count === 0) return [];
	const node = context.getNode();
	const opening = open();
	const signal = context.getExecutionCancelSignal();
	const known = opening.then((run) => run.concurrency).catch(() => 1);
	const concurrency = await unlessAborted(known, signal);
	return await runItems(
		{
			count,
			concurrency,
			keepGoing: context.continueOnFail(),
			toFailure: (error, itemIndex) => toNodeError(node, error, itemIndex),
			signal,
		},
		async (index, slot, signal) => await work(await opening, { index, slot, signal }),
	);
}
