import type { TogetherClient } from './client';
import { isGone } from './files';
import { AskedRowReader, type AskedRow } from '../chat/batch/askedRows';
import type { Batch } from '../chat/batch/batch';
import { adviceForFailedBatch, BatchError } from '../chat/batch/errors';
import { parseResultRow, readResultRow } from '../chat/batch/resultRow';
import type { ChatResult } from '../chat/result/exchange';
import { ApiError } from '../http/errors';
import { secretCleaner } from '../http/secrets';

/** What became of one row. */
export type RowOutcome<T> = { ok: true; value: T } | { ok: false; error: unknown };

/** A row, and what became of it. */
export interface RowResult<T> {
	/** Absent where the line of the row could not be read. */
	customId?: string;
	outcome: RowOutcome<T>;
}

/** All that became of a job. */
export interface BatchResults<T> {
	/** One per row, in the order of the input file. */
	rows: Array<RowResult<T>>;
	/** What the user should know beside them. */
	notes: string[];
}

/** How results are read. */
export interface ReadResultsOptions<T> {
	/** The rows of the job, in order, where they are known: then the input file is not read. */
	asked?: AskedRow[];
	/** Whether to keep what was asked, for `shape`. */
	keepsMessages: boolean;
	/** Makes of an answer what is kept of it: what it does not hold is let go of at once. */
	shape: (result: ChatResult, asked: AskedRow) => T;
	signal: AbortSignal;
}

/**
 * Reads what became of the rows of a job that has ended: exactly one result per row, however it ended.
 * Each file is read once, line by line.
 * @throws {BatchError} when none of it is there any more, {@link RequestFailed} when a file could not
 * be read
 */
export async function readBatchResults<T>(
	client: TogetherClient,
	batch: Batch,
	options: ReadResultsOptions<T>,
): Promise<BatchResults<T>> {
	const asked = options.asked ?? (await readAsked(client, batch, options));
	const reader = new ResultsReader(client, options, asked ?? []);
	const output = await reader.read(batch.outputFileId);
	const errors = await reader.read(batch.errorFileId);
	if (!asked) return withoutInput(batch, output, errors);
	const rows = asked.map(({ customId }): RowResult<T> => {
		const name = customId ?? '';
		const outcome = output.take(name) ??
			errors.take(name) ?? {
				ok: false,
				error: whyMissing(batch, customId, output, errors),
			};
		return { ...(customId !== undefined && { customId }), outcome };
	});
	return { rows: [...rows, ...output.rest(), ...errors.rest()], notes: [] };
}

/** The rows of the input file, or undefined when it is gone. */
async function readAsked<T>(
	{ files }: TogetherClient,
	{ inputFileId }: Batch,
	{ keepsMessages, signal }: ReadResultsOptions<T>,
): Promise<AskedRow[] | undefined> {
	let reader = new AskedRowReader(keepsMessages);
	const begin = () => {
		reader = new AskedRowReader(keepsMessages);
		return async (line: string) => await reader.add(line);
	};
	return await files.readLines(inputFileId, begin, signal).then(
		() => reader.rows,
		(error: unknown) => {
			if (isGone(error)) return undefined;
			throw error;
		},
	);
}

/** A row whose question is not known: nothing is asked of its answer. */
const UNKNOWN_ROW: AskedRow = { model: '', n: 1, format: {} };

/** Reads results files. */
class ResultsReader<T> {
	private readonly asked: Map<string, AskedRow>;

	constructor(
		private readonly client: TogetherClient,
		private readonly options: ReadResultsOptions<T>,
		asked: AskedRow[],
	) {
		this.asked = new Map(asked.map((row) => [row.customId ?? '', row]));
	}

	async read(fileId: string | undefined): Promise<FileResults<T>> {
		let results = new FileResults<T>();
		if (fileId === undefined) return results;
		const begin = () => {
			results = new FileResults<T>();
			return async (line: string, number: number) => {
				const parsed = parseResultRow(line);
				if (!parsed) results.unreadable.push(number);
				else results.add(parsed.customId, await this.outcomeOf(parsed));
			};
		};
		const { client, options } = this;
		await client.files.readLines(fileId, begin, options.signal).catch((error: unknown) => {
			if (!isGone(error)) throw error;
			results.lost = fileId;
		});
		return results;
	}

	private async outcomeOf({
		customId,
		row,
	}: NonNullable<ReturnType<typeof parseResultRow>>): Promise<RowOutcome<T>> {
		const asked = this.asked.get(customId) ?? UNKNOWN_ROW;
		try {
			const value = this.options.shape(await readResultRow(row, asked), asked);
			return { ok: true, value };
		} catch (error) {
			return { ok: false, error: this.cleaned(error) };
		}
	}

	private cleaned(error: unknown): unknown {
		if (!(error instanceof ApiError)) return error;
		return error.redacted(secretCleaner(this.client.account));
	}
}

/** What one file told. */
class FileResults<T> {
	/** The numbers of the lines that are no rows. */
	readonly unreadable: number[] = [];

	/** Its id, when it is gone. */
	lost: string | undefined;

	/** By custom ID; jobs that others made may have several rows with one. */
	private readonly outcomes = new Map<string, Array<RowOutcome<T>>>();

	add(customId: string, outcome: RowOutcome<T>): void {
		const known = this.outcomes.get(customId);
		if (known) known.push(outcome);
		else this.outcomes.set(customId, [outcome]);
	}

	take(customId: string): RowOutcome<T> | undefined {
		return this.outcomes.get(customId)?.shift();
	}

	/** What nobody took. */
	rest(): Array<RowResult<T>> {
		return [...this.outcomes].flatMap(([customId, outcomes]) =>
			outcomes.map((outcome) => ({ customId, outcome })),
		);
	}
}

/** Without the input file there is no order, and nobody knows which rows never came. */
function withoutInput<T>(
	batch: Batch,
	output: FileResults<T>,
	errors: FileResults<T>,
): BatchResults<T> {
	const lines = [...output.unreadable, ...errors.unreadable];
	const rows = [...output.rest(), ...errors.rest()];
	const unread = lines.map((line): RowResult<T> => {
		return { outcome: { ok: false, error: unreadable(batch, [line]) } };
	});
	if (rows.length + unread.length === 0 || output.lost || errors.lost) {
		throw whyMissing(batch, undefined, output, errors);
	}
	const note = `The input file of the batch ${batch.id} is gone: its rows come in the order of the results, and those without a result are missing.`;
	return { rows: [...rows, ...unread], notes: [note] };
}

const SEND_AGAIN = 'Send the row again, in another batch or with Message a Model.';

function whyMissing(
	batch: Batch,
	customId: string | undefined,
	...files: Array<FileResults<unknown>>
): BatchError {
	const { id, status, error: reason } = batch;
	const details = { batchId: id, batchStatus: status, ...(customId !== undefined && { customId }) };
	if (status === 'FAILED') {
		const said = reason ?? 'the server does not say why';
		return new BatchError(`The batch failed: ${said}`, adviceForFailedBatch(said), details);
	}
	const lost = files.find((file) => file.lost !== undefined)?.lost;
	if (lost !== undefined) {
		return new BatchError(`The results file ${lost} of the batch is gone`, SEND_AGAIN, details);
	}
	const lines = files.flatMap((file) => file.unreadable);
	if (lines.length > 0) return unreadable(batch, lines, customId);
	return new BatchError(WHY_MISSING[status] ?? NO_RESULT, SEND_AGAIN, details);
}

const NO_RESULT = 'The batch ended without a result for this row';

const WHY_MISSING: Record<string, string> = {
	CANCELLED: 'The batch was cancelled before this row was answered',
	EXPIRED: 'The batch ran out of time before this row was answered',
};

function unreadable({ id, status }: Batch, lines: number[], customId?: string): BatchError {
	const which = lines.length === 1 ? `line ${lines[0]}` : `${lines.length} lines`;
	const what = `The result of this row cannot be read: ${which} of the results file ${lines.length === 1 ? 'is' : 'are'} not JSON`;
	const details = { batchId: id, batchStatus: status, ...(customId !== undefined && { customId }) };
	return new BatchError(what, SEND_AGAIN, details);
}
