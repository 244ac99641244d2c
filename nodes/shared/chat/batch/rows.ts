import type { ChatCompletionRequest } from '../types';

/** One row of a batch: a chat request, and the name by which its answer is known. */
export interface BatchRow {
	/** Unique among the rows of a job, at most {@link MAX_CUSTOM_ID} characters. */
	customId: string;
	request: ChatCompletionRequest;
}

/** In characters. */
export const MAX_CUSTOM_ID = 64;

/**
 * What a job takes, in rows and bytes.
 * Source: https://docs.together.ai/docs/inference/batch/overview
 */
export const BATCH_LIMITS = { rows: 50_000, fileBytes: 100_000_000, rowBytes: 10_000_000 };

/** A row as a line of the input file, with its line end. JSON has no line ends of its own. */
export function toLine({ customId, request }: BatchRow): string {
	return `${JSON.stringify({ custom_id: customId, body: request })}\n`;
}

/** What is known of a row before its job is planned. */
export interface SizedRow extends BatchRow {
	/** Of its line, in bytes. */
	bytes: number;
}

/** The rows of one job. */
export interface PlannedJob<Row extends SizedRow> {
	model: string;
	rows: Row[];
	/** Of its file. */
	bytes: number;
}

/**
 * Shares rows out among as few jobs as the limits allow, each with one model, rows in their order: a
 * model that is refused fails the whole job, and jobs of mixed models are described nowhere.
 */
export function planJobs<Row extends SizedRow>(rows: Row[]): Array<PlannedJob<Row>> {
	const jobs: Array<PlannedJob<Row>> = [];
	const open = new Map<string, PlannedJob<Row>>();
	for (const row of rows) {
		const { model } = row.request;
		const last = open.get(model);
		const fits =
			last &&
			last.rows.length < BATCH_LIMITS.rows &&
			last.bytes + row.bytes <= BATCH_LIMITS.fileBytes;
		const job = fits ? last : { model, rows: [], bytes: 0 };
		if (!fits) {
			open.set(model, job);
			jobs.push(job);
		}
		job.rows.push(row);
		job.bytes += row.bytes;
	}
	return jobs;
}

/** Small pieces would be sent one by one, in characters. */
const PIECE_LENGTH = 64 * 1024;

/** The file of a job, written while it is sent. */
export async function* fileOf(rows: Iterable<BatchRow>): AsyncGenerator<Uint8Array, void> {
	const encoder = new TextEncoder();
	let text = '';
	for (const row of rows) {
		text += toLine(row);
		if (text.length < PIECE_LENGTH) continue;
		yield await Promise.resolve(encoder.encode(text));
		text = '';
	}
	if (text !== '') yield encoder.encode(text);
}
