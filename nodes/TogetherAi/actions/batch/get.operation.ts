import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { eachBatch } from './eachItem';
import { batchIdField, batchRequestsField } from './fields';

/** The form of Batch > Get. */
export const description: INodeProperties[] = [batchIdField, batchRequestsField];

/** Looks at a job once: how far it is, and where its results are. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await eachBatch(this, async ({ client }, id, signal) => {
		return await client.batches.get(id, signal);
	});
}
