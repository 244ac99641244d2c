import type { IExecuteFunctions } from 'n8n-workflow';

import { toNodeError, type NodeFailure } from './failure';
import type { RunningItem } from './runNodeItems';
import { runItems, type Outcome } from '../run/runItems';

/** An item and what its form says. */
export interface GroupedItem<Input> {
	index: number;
	input: Input;
}

/** How items are worked on together. */
export interface GroupedWork<Run, Input, T> {
	/** Prepares what all items share; when that fails, every item fails with its error. */
	open: () => Promise<Run>;
	/** Reads the form for one item. */
	read: (itemIndex: number) => Input;
	/** Items with the same key may share a group. */
	keyOf: (input: Input) => string;
	/** How many items a group has, at most. */
	size: number;
	/** Works on a group. Gives one outcome per item; what it throws is the failure of each of them. */
	work: (
		run: Run,
		group: Array<GroupedItem<Input>>,
		running: Pick<RunningItem, 'slot' | 'signal'>,
	) => Promise<Array<Outcome<T, unknown>>>;
}

/**
 * Works on the input items of a node in groups that share a request, obeying its On Error setting and
 * the Stop button. All forms are read before anything is sent.
 * @returns one outcome per input item, in order
 * @throws {NodeFailure} the first failure, when the node may not go on
 */
export async function runNodeGroups<Run extends { concurrency: number }, Input, T>(
	context: IExecuteFunctions,
	{ open, read, keyOf, size, work }: GroupedWork<Run, Input, T>,
): Promise<Array<Outcome<T, NodeFailure>>> {
	const outcomes: Array<Outcome<T, NodeFailure>> = [];
	const keepGoing = context.continueOnFail();
	const fail = (error: unknown, itemIndex: number) => {
		const failure = toNodeError(context.getNode(), error, itemIndex);
		if (!keepGoing) throw failure;
		outcomes[itemIndex] = { ok: false, error: failure };
	};

	const items = context.getInputData().flatMap((_, index) => {
		try {
			return [{ index, input: read(index) }];
		} catch (error) {
			fail(error, index);
			return [];
		}
	});
	const groups = groupItems(items, keyOf, size);
	const opening = open();
	const concurrency = await opening.then((run) => run.concurrency).catch(() => 1);
	await runItems(
		{
			count: groups.length,
			concurrency,
			keepGoing,
			toFailure: (error) => error,
			signal: context.getExecutionCancelSignal(),
		},
		async (position, slot, signal) => {
			const members = groups[position] ?? [];
			const results = await opening
				.then(async (run) => await work(run, members, { slot, signal }))
				.catch((error: unknown) => {
					return members.map((): Outcome<T, unknown> => ({ ok: false, error }));
				});
			for (const [at, { index }] of members.entries()) {
				const result = results[at];
				if (result?.ok) outcomes[index] = result;
				else fail(result?.error, index);
			}
		},
	);
	return outcomes;
}

/** Groups in the order of their first items. */
function groupItems<Input>(
	items: Array<GroupedItem<Input>>,
	keyOf: (input: Input) => string,
	size: number,
): Array<Array<GroupedItem<Input>>> {
	const groups: Array<Array<GroupedItem<Input>>> = [];
	const open = new Map<string, Array<GroupedItem<Input>>>();
	for (const item of items) {
		const key = keyOf(item.input);
		const group = open.get(key);
		if (group && group.length < size) {
			group.push(item);
			continue;
		}
		const next = [item];
		open.set(key, next);
		groups.push(next);
	}
	return groups;
}
