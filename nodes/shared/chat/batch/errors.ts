/** What is known of a batch that something went wrong with. */
export interface BatchErrorDetails {
	batchId?: string;
	/** The jobs that were created before: they go on, and are paid for. */
	batchIds?: string[];
	inputFileId?: string;
	customId?: string;
	/** Of the job, in the API's words. */
	batchStatus?: string;
}

/** Something that cannot be had of a batch, or that did not become of one of its rows. */
export class BatchError extends Error {
	override readonly name = 'BatchError';

	/**
	 * @param message what happened
	 * @param advice one sentence on what to do
	 */
	constructor(
		message: string,
		readonly advice: string,
		readonly details: BatchErrorDetails = {},
	) {
		super(message);
	}
}

/** A request that failed where jobs that cost money exist, or may exist. */
export class BatchInterrupted extends Error {
	override readonly name = 'BatchInterrupted';

	/**
	 * @param reason what the request threw
	 * @param told one sentence that names the jobs
	 */
	constructor(
		readonly reason: unknown,
		readonly told: string,
		readonly details: BatchErrorDetails,
	) {
		super(reason instanceof Error ? reason.message : String(reason));
	}
}

/** What to do about a job that failed as a whole, by what the API says of it. */
export function adviceForFailedBatch(error: string): string {
	if (/model/i.test(error)) {
		return 'Create the batch again with another model: not every model of the list can run in batches, and it must be serverless for your account.';
	}
	if (/input|line \d+/i.test(error)) {
		return 'Check the input file: each line must be JSON with a custom_id and a body, and below 10 MB.';
	}
	return 'Mend what the server names and create the batch again, or ask the support of Together with the ID of the batch.';
}
