import type { IExecuteFunctions } from 'n8n-workflow';

import type { TogetherClient } from '../../../shared/client/client';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { text } from '../../../shared/form/values';
import { openClient } from '../../../shared/n8n/connection';

/** What all items of a run share. */
export interface BatchRun {
	client: TogetherClient;
	/** How many items are worked on at the same time, at most. */
	concurrency: number;
}

/** @throws {FormError} when the credential or a setting cannot be used */
export async function openBatchRun(context: IExecuteFunctions): Promise<BatchRun> {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	const client = await openClient(context, settings);
	return { client, concurrency: settings.maxConcurrency };
}

/** @throws {FormError} when there is none */
export function readBatchId(context: IExecuteFunctions, itemIndex: number): string {
	return text(context.getNodeParameter('batchId', itemIndex, ''), 'Batch ID');
}
