/** What a job says of itself: any word, as the API may learn new ones. */
export type JobStatus =
	| 'VALIDATING'
	| 'IN_PROGRESS'
	| 'CANCELING'
	| 'COMPLETED'
	| 'FAILED'
	| 'CANCELLED'
	| 'EXPIRED'
	| (string & {});

/** A job as the API tells it. */
export interface Job {
	id: string;
	user_id: string;
	project_id: string;
	organization_id: string;
	input_file_id: string;
	file_size_bytes: number;
	status: JobStatus;
	created_at: string;
	completed_at?: string;
	job_deadline: string;
	endpoint: string;
	progress: number;
	model_id?: string;
	output_file_id?: string;
	error_file_id?: string;
	error?: string;
}

/** A job that is looked at while it runs. */
export interface JobLook {
	job: Readonly<Job>;
	/** How often it was looked at before, by itself or in the list. */
	looks: number;
	/** Number among the jobs, from 0. */
	index: number;
}

/** How the jobs of a stand-in go. */
export interface BatchOptions {
	/**
	 * The status a running job has when it is looked at: COMPLETED, CANCELLED and EXPIRED end it, FAILED
	 * too. By default it is validated, in progress, and completed at the third look.
	 */
	jobStatus?: (look: JobLook) => JobStatus;
	/** What becomes of a row; by default it is answered as a chat request is. */
	row?: (customId: string, position: number) => RowFate;
	/** Whether a file of a job is gone once the job has ended. */
	loseFile?: (kind: 'input' | 'output' | 'error') => boolean;
}

/** `unread` stands in its file as a line that is no JSON; `missing` never comes. */
export type RowFate = 'answered' | 'refused' | 'missing' | 'unread' | undefined;

const HOUR_MS = 3_600_000;

/** The statuses in which a job stays. */
export const ENDED: readonly JobStatus[] = ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'];

/** A job that has just been made. */
export function newJob(id: string, inputFileId: string, endpoint: string, createdAt: number): Job {
	return {
		id,
		user_id: 'user_sandbox',
		project_id: 'proj_sandbox',
		organization_id: 'org_sandbox',
		input_file_id: inputFileId,
		file_size_bytes: 0,
		status: 'VALIDATING',
		created_at: new Date(createdAt).toISOString(),
		job_deadline: new Date(createdAt + 24 * HOUR_MS).toISOString(),
		endpoint,
		progress: 0,
	};
}

/** The default course of a job. */
export function usualStatus({ looks }: JobLook): JobStatus {
	return ['VALIDATING', 'IN_PROGRESS'][looks] ?? 'COMPLETED';
}
