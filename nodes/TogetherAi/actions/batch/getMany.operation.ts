import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachItem } from './eachItem';
import { batchRequestsField } from './fields';
import { isFinished, type Batch } from '../../../shared/chat/batch/batch';
import { FormError } from '../../../shared/form/formError';
import { boolean, number, show } from '../../../shared/form/values';
import { asArray, asObject, asString } from '../../../shared/json';
import { toJobData } from '../../../shared/n8n/batchItems';

/** Every status that is not one of an end: the API may learn new ones. */
const RUNNING = 'RUNNING';

/** The form of Batch > Get Many. */
export const description: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		placeholder: 'e.g. 50',
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'Which batches to return',
		options: [
			{
				displayName: 'Status',
				name: 'status',
				type: 'multiOptions',
				default: [],
				description: 'Only batches with one of these statuses. None for all of them.',
				options: [
					{ name: 'Cancelled', value: 'CANCELLED' },
					{ name: 'Completed', value: 'COMPLETED' },
					{ name: 'Expired', value: 'EXPIRED' },
					{ name: 'Failed', value: 'FAILED' },
					{ name: 'Running', value: RUNNING, description: 'Every batch that has not ended' },
				],
			},
		],
	},
	batchRequestsField,
];

/** Lists the jobs of the account, the newest first. The API gives all of them: they are picked here. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await eachItem(this, async ({ client }, { index, signal }) => {
		const returnsAll = boolean(this.getNodeParameter('returnAll', index, false), 'Return All');
		const limit = number({ min: 1, integer: true });
		const most = returnsAll ? Infinity : limit(this.getNodeParameter('limit', index, 50), 'Limit');
		const wanted = readStatuses(this.getNodeParameter('options', index, {}));
		const batches = (await client.batches.list(signal)).filter((batch) => isWanted(batch, wanted));
		return batches.slice(0, most).map((batch) => toJobData(batch));
	});
}

function readStatuses(options: unknown): string[] {
	const value = asObject(options)?.['status'] ?? [];
	return (asArray(value) ?? [value]).map((entry) => {
		const status = asString(entry)?.trim().toUpperCase();
		if (!status) throw new FormError('Options > Status', `cannot be ${show(entry)}`);
		return status;
	});
}

function isWanted(batch: Batch, wanted: string[]): boolean {
	if (wanted.length === 0 || wanted.includes(batch.status)) return true;
	return wanted.includes(RUNNING) && !isFinished(batch);
}
