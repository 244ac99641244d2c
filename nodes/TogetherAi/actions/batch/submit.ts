import type { Batch } from '../../../shared/chat/batch/batch';
import { fileOf, type PlannedJob, type WrittenRow } from '../../../shared/chat/batch/rows';
import type { TogetherClient } from '../../../shared/client/client';

/**
 * Uploads the rows of a job as a stream, and creates it.
 * @throws what the client throws: then there is no job, unless it says that there may be one
 */
export async function submitJob(
	{ files, batches }: TogetherClient,
	{ rows, bytes, model }: PlannedJob<WrittenRow>,
	signal: AbortSignal,
): Promise<Batch> {
	const inputFileId = await files.upload(
		{
			purpose: 'batch-api',
			fileName: 'n8n-batch.jsonl',
			mediaType: 'application/jsonl',
			length: bytes,
			open: () => Promise.resolve(fileOf(rows)),
		},
		signal,
	);
	const batch = await batches.create(inputFileId, signal);
	// The API tells the model only once it has looked at the rows.
	return { ...batch, model: batch.model ?? model };
}
