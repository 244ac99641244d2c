import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import type { CreatedJob } from './createJobs';
import { toJobData } from '../../../shared/n8n/batchItems';

/** Items at their place among the others: that of the input item they belong to, or the first of these. */
export interface PlacedItems {
	itemIndex: number;
	items: INodeExecutionData[];
}

/** A job, paired with all items whose rows it has. */
export function toJobItems({ batch, rows }: CreatedJob, warnings: string[] = []): PlacedItems {
	const json = toJobData(batch, { rows: rows.length, warnings });
	const pairedItem = rows.map(({ item }) => ({ item }));
	return { itemIndex: rows[0]?.item ?? 0, items: [{ json, pairedItem }] };
}

/**
 * In the order of the input. Where n8n retries nodes that failed, it takes one whose first item is an
 * error for such: errors come last then, as the jobs that were created would be paid for twice.
 */
export function inOrder(context: IExecuteFunctions, placed: PlacedItems[]): INodeExecutionData[] {
	const items = [...placed]
		.sort((one, other) => one.itemIndex - other.itemIndex)
		.flatMap((part) => part.items);
	if (context.getNode().retryOnFail !== true) return items;
	const isError = ({ json }: INodeExecutionData) => json['error'] !== undefined;
	return [...items.filter((item) => !isError(item)), ...items.filter(isError)];
}
