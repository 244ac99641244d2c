import { isFinished, type Batch } from '../shared/chat/batch/batch';
import { timeOf } from '../shared/client/batches';
import { asArray, asNumber, asObject, asString } from '../shared/json';

/**
 * What a trigger remembers between two polls. The API lists every job the account ever had, and jobs
 * cannot be deleted: the old ones are known by their age, and only the others by their IDs.
 */
export interface Cursor {
	/** When the newest job that was seen was created, in ms. */
	newest: number;
	/** The jobs that were seen and are not much older than that. */
	seen: string[];
	/** The jobs that had not ended, or could not be told yet. */
	open: string[];
}

/** The list may show a job a moment after one that is younger, in ms. */
const WINDOW_MS = 60 * 60_000;

/** No account creates more in an hour, and n8n keeps this in its database. */
const MOST = 10_000;

/** @returns undefined before the first poll */
export function readCursor(value: unknown): Cursor | undefined {
	const cursor = asObject(value);
	const newest = asNumber(cursor?.['newest']);
	if (!cursor || newest === undefined) return undefined;
	return { newest, seen: readIds(cursor['seen']), open: readIds(cursor['open']) };
}

function readIds(value: unknown): string[] {
	return (asArray(value) ?? []).flatMap((entry) => asString(entry) ?? []);
}

/** The jobs that have ended since the cursor was made. */
export function finishedSince({ newest, seen, open }: Cursor, batches: Batch[]): Batch[] {
	const wasSeen = new Set(seen);
	const wasOpen = new Set(open);
	const isNew = (batch: Batch) => timeOf(batch) >= newest - WINDOW_MS && !wasSeen.has(batch.id);
	return batches.filter((batch) => isFinished(batch) && (wasOpen.has(batch.id) || isNew(batch)));
}

/**
 * The cursor after a poll. A job that the list left out is not forgotten.
 * @param batches the newest first
 * @param untold jobs that have ended and are to be told by a later poll
 */
export function nextCursor(
	before: Cursor | undefined,
	batches: Batch[],
	untold: Batch[] = [],
): Cursor {
	const newest = Math.max(before?.newest ?? 0, ...batches.slice(0, 1).map(timeOf));
	const listed = new Set(batches.map(({ id }) => id));
	const absent = (ids: string[] = []) => ids.filter((id) => !listed.has(id));
	const recent = batches.filter((batch) => timeOf(batch) >= newest - WINDOW_MS);
	const open = [...untold, ...batches.filter((batch) => !isFinished(batch))];
	const ids = (jobs: Batch[]) => jobs.map(({ id }) => id);
	return {
		newest,
		seen: [...ids(recent), ...absent(before?.seen)].slice(0, MOST),
		open: [...ids(open), ...absent(before?.open)].slice(0, MOST),
	};
}
