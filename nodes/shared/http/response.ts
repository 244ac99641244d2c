import { ApiError, toApiError } from './errors';
import { PieceReader } from './pieceReader';
import type { TransportResponse } from '../host/port';

/** A 2xx answer whose body has not been read yet. */
export class HttpResponse {
	readonly status: number;

	/** In lower case, with its parameters. Empty where the server told none. */
	readonly contentType: string;

	readonly pieces: PieceReader;

	/**
	 * @param requestId for Together's support
	 * @param clean removes from a text what must not be in an error
	 */
	constructor(
		private readonly response: TransportResponse,
		readonly requestId: string | undefined,
		readonly clean: (text: string) => string,
	) {
		this.status = response.status;
		this.contentType = (response.headers['content-type'] ?? '').toLowerCase();
		this.pieces = new PieceReader(response.body);
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
		this.response.body.discard();
	}

	/** To be called once the body is read: waits a moment until its connection is free again. */
	async finish(): Promise<void> {
		await this.response.body.finish();
	}

	/** What went wrong while the body was read, with what the headers said of it. */
	explain(error: unknown): unknown {
		const failure = toApiError(error);
		if (!(failure instanceof ApiError)) return failure;
		const { status, requestId } = this;
		const details = { status, ...(requestId !== undefined && { requestId }), ...failure.details };
		return new ApiError(failure.kind, failure.message, details).redacted(this.clean);
	}
}
