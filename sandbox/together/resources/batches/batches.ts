import { z } from 'zod';

import type { ApiRequest, Resource, Shared } from '../../resource';
import { json, type Answer } from '../../shared/answer';
import { textRefusal } from '../../shared/errors';
import { perStandIn } from '../../shared/state';
import { dropFile, fileBytes, storeFile } from '../files';
import { ENDED, newJob, usualStatus, type Job, type JobStatus } from './job';
import { runJob } from './run';

interface Kept {
	job: Job;
	looks: number;
	index: number;
}

const kept = perStandIn(() => new Map<string, Kept>());

/** Batch jobs. They go on only when somebody looks at them. */
export const batches: Resource = [
	{ method: 'POST', path: '/v1/batches', handle: create },
	{ method: 'GET', path: '/v1/batches', handle: list },
	{ method: 'GET', path: '/v1/batches/:id', handle: get },
	{ method: 'POST', path: '/v1/batches/:id/cancel', handle: cancel },
];

const createRequest = z.object({ endpoint: z.string(), input_file_id: z.string() });

/** Nothing is checked but that the fields are there: a wrong file fails the job later. */
function create({ body, id }: ApiRequest, shared: Shared): Answer {
	const parsed = createRequest.safeParse(body.value);
	if (!parsed.success) return textRefusal(400, 'endpoint and input_file_id are required', id);
	const { endpoint, input_file_id: file } = parsed.data;
	const jobs = kept(shared);
	const job = newJob(shared.ids.uuid(), file, endpoint, Date.now());
	job.file_size_bytes = fileBytes(shared, file)?.byteLength ?? 0;
	jobs.set(job.id, { job, looks: 0, index: jobs.size });
	return json({ job }, 201);
}

function list(_: ApiRequest, shared: Shared): Answer {
	const all = [...kept(shared).values()];
	for (const one of all) look(one, shared);
	return json(all.map(({ job }) => job));
}

function get({ params, id }: ApiRequest, shared: Shared): Answer {
	const found = kept(shared).get(params['id'] ?? '');
	if (!found) return textRefusal(404, 'Job not found', id);
	look(found, shared);
	return json(found.job);
}

function cancel({ params, id }: ApiRequest, shared: Shared): Answer {
	const found = kept(shared).get(params['id'] ?? '');
	if (!found) return textRefusal(404, 'Job not found', id);
	const { job } = found;
	if (ENDED.includes(job.status)) {
		const problem = `Cannot cancel job - already in terminal state: ${job.status}`;
		return textRefusal(409, problem, id);
	}
	job.status = 'CANCELING';
	return json(job);
}

/** Looks at a job, which lets it go on. */
function look(found: Kept, shared: Shared): void {
	const { job, looks, index } = found;
	if (ENDED.includes(job.status)) return;
	found.looks++;
	const { jobStatus = usualStatus } = shared.options.batch ?? {};
	const isCancelled = job.status === 'CANCELING';
	const status = isCancelled ? 'CANCELLED' : jobStatus({ job, looks, index });
	if (status === job.status) return;
	if (!ENDED.includes(status)) job.status = status;
	else if (status === 'CANCELLED' && isCancelled) end(job, status);
	else finish(job, status, shared);
}

/** Ends a job with what became of its rows. */
function finish(job: Job, status: JobStatus, shared: Shared): void {
	const { loseFile } = shared.options.batch ?? {};
	const result = runJob(shared, fileBytes(shared, job.input_file_id));
	if (!result.ok || status === 'FAILED') {
		job.error = result.ok ? 'The job failed' : result.error;
		return end(job, 'FAILED');
	}
	job.model_id = result.model;
	const store = (name: 'output' | 'error', text: string) =>
		storeFile(shared, `${name}.jsonl`, 'batch-generated', Buffer.from(text));
	if (result.output) job.output_file_id = store('output', result.output);
	if (result.errors) job.error_file_id = store('error', result.errors);
	for (const kind of ['input', 'output', 'error'] as const) {
		if (loseFile?.(kind)) dropFile(shared, job[`${kind}_file_id`] ?? '');
	}
	job.progress = 100;
	end(job, status);
}

function end(job: Job, status: JobStatus): void {
	job.status = status;
	job.completed_at = new Date().toISOString();
}
