import { ApiError, toApiError } from './errors';
import { memoryBudget, type HeldBytes, type MemoryBudget } from './memoryBudget';
import { PieceReader } from './pieceReader';
import type { Watchdog } from './watchdog';
import type { TransportResponse } from '../host/port';

/** A 2xx answer whose body has not been read yet. */
export class HttpResponse {
	readonly status: number;

	/** In lower case, with its parameters. Empty where the server told none. */
	readonly contentType: string;

	readonly pieces: PieceReader;

	private readonly held: HeldBytes;

	/** Why the answer was ended to make room for others. */
	private overflow: ApiError | undefined;

	private readonly watchdog: Watchdog | undefined;

	/**
	 * @param requestId for Together's support
	 * @param clean removes from a text what must not be in an error
	 * @param guards what watches over the time and the memory it takes
	 */
	constructor(
		private readonly response: TransportResponse,
		readonly requestId: string | undefined,
		readonly clean: (text: string) => string,
		{ watchdog, budget = memoryBudget }: { watchdog?: Watchdog; budget?: MemoryBudget } = {},
	) {
		this.status = response.status;
		this.contentType = (response.headers['content-type'] ?? '').toLowerCase();
		this.watchdog = watchdog;
		this.pieces = new PieceReader(response.body, watchdog);
		this.held = budget.open((error) => {
			this.overflow = error;
			response.body.discard();
		});
	}

	/**
	 * Says how much is kept of the answer by now, in bytes.
	 * @param maxBytes as much as it may be
	 * @throws {ApiError} `tooLarge`, also where there is no room for it beside the other answers that are
	 * being read
	 */
	hold(bytes: number, maxBytes: number): void {
		if (bytes > maxBytes) throw tooLarge(maxBytes);
		this.held.resize(bytes);
		if (this.overflow) throw this.overflow;
	}

	/** Runs the reading of the body, adds to an error what the headers said, and frees the connection. */
	async reading<T>(read: () => Promise<T>): Promise<T> {
		const value = await read().catch((error: unknown) => {
			this.discard();
			throw this.explain(error);
		});
		await this.finish();
		return value;
	}

	/** Lets go of the connection: the rest of the body is not read. */
	discard(): void {
		this.letGo();
		this.response.body.discard();
	}

	/** To be called once the body is read: waits a moment until its connection is free again. */
	async finish(): Promise<void> {
		this.letGo();
		await this.response.body.finish();
	}

	/** What went wrong while the body was read, with what the headers said of it. */
	explain(error: unknown): unknown {
		const failure = this.overflow ?? toApiError(error);
		if (!(failure instanceof ApiError)) return failure;
		const { status, requestId } = this;
		const details = { status, ...(requestId !== undefined && { requestId }), ...failure.details };
		return new ApiError(failure.kind, failure.message, details).redacted(this.clean);
	}

	private letGo(): void {
		this.watchdog?.stop();
		this.held.release();
	}
}

function tooLarge(maxBytes: number): ApiError {
	const megabytes = Math.round(maxBytes / 1024 / 1024);
	return new ApiError('tooLarge', `The answer is larger than ${megabytes} MB`);
}
