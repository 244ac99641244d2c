import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachBatch } from './eachItem';
import { batchIdField, batchRequestsField } from './fields';

/** The form of Batch > Cancel. */
export const description: INodeProperties[] = [batchIdField, batchRequestsField];

/** Cancels a job that runs. It is CANCELING for some seconds; rows that were answered are billed. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await eachBatch(this, async ({ client }, id, signal) => {
		return await client.batches.cancel(id, signal);
	});
}
