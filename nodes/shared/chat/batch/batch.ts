import { asNumber, asObject, asString } from '../../json';

/**
 * A batch job, as the API tells it.
 * Source: https://docs.together.ai/reference/batch-create and captures of the live API.
 */
export interface Batch {
	id: string;
	/** COMPLETED, FAILED, ...: an open list, in the API's words. */
	status: string;
	/** Told once the rows have been looked at. */
	model?: string;
	endpoint?: string;
	inputFileId: string;
	/** There when at least one row succeeded. */
	outputFileId?: string;
	/** There when at least one row failed. */
	errorFileId?: string;
	/** In percent. */
	progress?: number;
	/** ISO 8601, as all times here. */
	createdAt?: string;
	completedAt?: string;
	/** Until when the job is to be done. */
	deadline?: string;
	/** Why it failed as a whole. */
	error?: string;
}

/** The statuses after which nothing happens any more. One that is not known is still running. */
export const FINISHED = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const;

/** True once nothing happens any more. */
export function isFinished({ status }: Pick<Batch, 'status'>): boolean {
	return FINISHED.some((finished) => finished === status);
}

/** Reads a job. @returns undefined when it is none */
export function parseBatch(value: unknown): Batch | undefined {
	const job = asObject(value);
	const id = asString(job?.['id']);
	const status = asString(job?.['status']);
	if (!job || !id || !status) return undefined;
	const text = <Name extends string>(name: Name, field: string) => {
		const told = asString(job[field]);
		return told ? ({ [name]: told } as Record<Name, string>) : {};
	};
	const progress = asNumber(job['progress']);
	return {
		id,
		status: status.toUpperCase(),
		inputFileId: asString(job['input_file_id']) ?? '',
		...text('model', 'model_id'),
		...text('endpoint', 'endpoint'),
		...text('outputFileId', 'output_file_id'),
		...text('errorFileId', 'error_file_id'),
		...(progress !== undefined && { progress }),
		...text('createdAt', 'created_at'),
		...text('completedAt', 'completed_at'),
		...text('deadline', 'job_deadline'),
		...text('error', 'error'),
	};
}
