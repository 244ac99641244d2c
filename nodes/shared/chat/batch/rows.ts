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

/** A row that is ready to be sent. */
export interface WrittenRow {
	model: string;
	/** Where its line is: in a block that it shares with others. */
	block: Uint8Array;
	start: number;
	/** Of the line with its line end. */
	bytes: number;
}

const LINE_END = 0x0a;

/** In bytes. */
const BLOCK_SIZE = 1024 * 1024;

/**
 * Writes rows as lines, JSON having no line ends of its own. The lines take the place of the requests:
 * the length of a file must be known before it is sent, and so nothing is written twice. As bytes in
 * blocks they are half as dear as 50,000 strings, which the garbage collector copies.
 */
export class RowWriter {
	private block = Buffer.alloc(0);

	private used = 0;

	/** Writes a row. One that is larger than a batch takes is only measured. */
	write({ customId, request }: BatchRow): WrittenRow {
		const { model } = request;
		const line = JSON.stringify({ custom_id: customId, body: request });
		// No character takes more than three bytes.
		const isLong = line.length * 3 >= BLOCK_SIZE;
		const most = (isLong ? Buffer.byteLength(line) : line.length * 3) + 1;
		if (isLong && most > BATCH_LIMITS.rowBytes) {
			return { model, block: new Uint8Array(), start: 0, bytes: most };
		}
		if (this.used + most > this.block.length) this.open(Math.max(BLOCK_SIZE, most));
		const { block, used: start } = this;
		this.used += block.write(line, start);
		block[this.used++] = LINE_END;
		return { model, block, start, bytes: this.used - start };
	}

	private open(size: number): void {
		this.block = Buffer.allocUnsafeSlow(size);
		this.used = 0;
	}
}

/** The rows of one job. */
export interface PlannedJob<Row extends WrittenRow> {
	model: string;
	rows: Row[];
	/** Of its file. */
	bytes: number;
}

/**
 * Shares rows out among as few jobs as the limits allow, each with one model, rows in their order: a
 * model that is refused fails the whole job, and jobs of mixed models are described nowhere.
 */
export function planJobs<Row extends WrittenRow>(rows: Row[]): Array<PlannedJob<Row>> {
	const jobs: Array<PlannedJob<Row>> = [];
	const open = new Map<string, PlannedJob<Row>>();
	for (const row of rows) {
		const { model } = row;
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

/** The file of a job. Lines that lie behind each other go as one piece. */
export async function* fileOf(rows: Iterable<WrittenRow>): AsyncGenerator<Uint8Array, void> {
	let piece: Piece = { block: new Uint8Array(), start: 0, end: 0 };
	for (const { block, start, bytes } of rows) {
		if (block === piece.block && start === piece.end) {
			piece.end += bytes;
			continue;
		}
		if (piece.end > piece.start) yield await Promise.resolve(bytesOf(piece));
		piece = { block, start, end: start + bytes };
	}
	if (piece.end > piece.start) yield bytesOf(piece);
}

interface Piece {
	block: Uint8Array;
	start: number;
	end: number;
}

function bytesOf({ block, start, end }: Piece): Uint8Array {
	return block.subarray(start, end);
}
