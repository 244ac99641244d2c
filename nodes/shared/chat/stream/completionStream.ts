import { ChunkReader } from './chunkReader';
import { toChunk } from './toChunk';
import { parseCompletion } from '../parseCompletion';
import type { ChatCompletion, ChatCompletionChunk } from '../types';
import { isAborted } from '../../http/errors';
import type { NextPiece } from '../../http/pieceReader';
import { beginsAsJson, emptyBody, notJson, readJson, readText } from '../../http/readBody';
import type { HttpResponse } from '../../http/response';

const STREAM_TYPE = 'text/event-stream';

/** The largest answer that is read in one piece, in bytes: far above what any model can write. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** As much is kept of a streamed answer, in bytes: a million tokens, in all choices together. */
const MAX_STREAMED = 64 * 1024 * 1024;

/** As much of an answer that is no completion as is looked at to tell what it is. */
const EXCERPT = { maxBytes: 64 * 1024, withinMs: 5_000 };

/**
 * How long a stream whose choices are complete may stay open without another piece of them and
 * without saying `[DONE]`, in ms.
 */
const FINISH_WAIT_MS = 5_000;

/**
 * The same where arguments of a tool call are missing, in ms. Longer, as the model may still be at
 * them, but not without end: it may also have written no JSON, and comments keep a connection open
 * for ever.
 */
const ARGUMENTS_WAIT_MS = 30_000;

/** A streamed completion: its chunks as they arrive, and the completion once they are all there. */
export class CompletionStream implements AsyncIterable<ChatCompletionChunk[]> {
	private readonly reader: ChunkReader;

	/** @param expected how many choices were asked for */
	constructor(
		private readonly response: HttpResponse,
		expected: number,
	) {
		this.reader = new ChunkReader(expected, response.clean);
	}

	/** The completion, to be asked for after the last chunk. */
	completion(): ChatCompletion {
		return this.reader.completion();
	}

	/**
	 * The chunks that one read from the network brought, at a time. Ends where the stream has come to its
	 * proper end.
	 * @throws {ApiError} `truncated`, `reported`, `malformed`, `tooLarge`, and what breaks off
	 */
	async *[Symbol.asyncIterator](): AsyncGenerator<ChatCompletionChunk[], void> {
		const { response } = this;
		let isRead = false;
		try {
			if (await this.isJson()) yield [await this.readWhole()];
			else yield* this.readEvents();
			isRead = true;
		} catch (error) {
			throw response.explain(error);
		} finally {
			if (isRead) await response.finish();
			else response.discard();
		}
	}

	/** Servers that cannot stream answer in one piece, some of them without saying so. */
	private async isJson(): Promise<boolean> {
		const { contentType, pieces } = this.response;
		if (contentType.startsWith('application/json')) return true;
		return !contentType.startsWith(STREAM_TYPE) && (await beginsAsJson(pieces));
	}

	private async readWhole(): Promise<ChatCompletionChunk> {
		const chunk = toChunk(parseCompletion(await readJson(this.response, MAX_ANSWER)));
		this.reader.add(chunk);
		return chunk;
	}

	private async *readEvents(): AsyncGenerator<ChatCompletionChunk[], void> {
		const { reader, response } = this;
		if (response.contentType && !response.contentType.startsWith(STREAM_TYPE)) {
			const { text } = await readText(response.pieces, EXCERPT);
			throw notJson(response, text);
		}
		const patience = new Patience();
		while (!reader.isDone) {
			const piece = await this.nextPiece(reader.isFinished ? patience.leftMs : undefined);
			if (piece === 'end') break;
			if (piece === 'quiet') {
				if (!reader.isComplete && patience.extend()) continue;
				response.discard();
				break;
			}
			const { deltasRead, tokensRead } = reader;
			const chunks = reader.feed(piece);
			if (reader.tokensRead > tokensRead) response.pieces.progressed();
			if (chunks.length > 0) yield chunks;
			if (reader.failure) throw reader.failure;
			response.hold(reader.heldBytes, MAX_STREAMED);
			// A finish reason may come before the last pieces, but comments do not mean that there are more.
			if (reader.isFinished && reader.deltasRead > deltasRead) patience.renew();
		}
		if (reader.isEmpty) throw emptyBody(response.status);
		const last = reader.end();
		if (last) yield [last];
	}

	/** A break behind a complete answer is its end: asking again would be billed again. */
	private async nextPiece(withinMs: number | undefined): Promise<NextPiece> {
		return await this.response.pieces.next(withinMs).catch((error: unknown) => {
			if (isAborted(error) || !this.reader.isComplete) throw error;
			return 'end' as const;
		});
	}
}

/** How long a stream is still read whose choices have their finish reasons. */
class Patience {
	private since = performance.now();

	private totalMs = FINISH_WAIT_MS;

	get leftMs(): number {
		return this.since + this.totalMs - performance.now();
	}

	/** Another piece of a choice came. */
	renew(): void {
		this.since = performance.now();
		this.totalMs = FINISH_WAIT_MS;
	}

	/** @returns false when it was extended already */
	extend(): boolean {
		if (this.totalMs === ARGUMENTS_WAIT_MS) return false;
		this.totalMs = ARGUMENTS_WAIT_MS;
		return true;
	}
}
