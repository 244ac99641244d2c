import { isFinished, type Batch } from '../../../shared/chat/batch/batch';
import type { TogetherClient } from '../../../shared/client/client';
import { wait } from '../../../shared/host/wait';
import { describeFailure } from '../../../shared/n8n/failure';

/** A job as it was seen last. */
export interface WatchedJob {
	batch: Batch;
	/** Why it could not be looked at, the last time. */
	warnings: string[];
}

const FIRST_DELAY_MS = 10_000;
const LONGEST_DELAY_MS = 60_000;
const GROWTH = 1.5;

/** How long to wait before the next look, in ms: small jobs take minutes, large ones hours. */
export function nextDelay(delay: number | undefined): number {
	return delay === undefined ? FIRST_DELAY_MS : Math.min(LONGEST_DELAY_MS, delay * GROWTH);
}

/**
 * Waits until all jobs have ended, or the time is over. A job that cannot be looked at is one that
 * runs: it exists, and is paid for.
 * @throws the reason of the signal when it is aborted
 */
export async function waitForJobs(
	{ batches }: TogetherClient,
	jobs: Batch[],
	{ minutes, signal }: { minutes: number; signal: AbortSignal },
): Promise<WatchedJob[]> {
	const until = performance.now() + minutes * 60_000;
	const watched = jobs.map((batch): WatchedJob => ({ batch, warnings: [] }));
	const running = () => watched.filter(({ batch }) => !isFinished(batch));
	let delay: number | undefined;
	while (running().length > 0 && performance.now() < until) {
		delay = nextDelay(delay);
		await wait(Math.min(delay, Math.max(0, until - performance.now())), signal);
		for (const job of running()) {
			const { batch } = job;
			await batches.get(batch.id, signal).then(
				(latest) => Object.assign(job, { batch: { ...batch, ...latest }, warnings: [] }),
				(error: unknown) => {
					signal.throwIfAborted();
					job.warnings = [`The batch could not be looked at: ${describeFailure(error)}`];
				},
			);
		}
	}
	return watched;
}
