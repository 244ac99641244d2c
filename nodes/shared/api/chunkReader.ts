import { excerpt, parseErrorBody } from './errorBody';
import { ApiError } from './errors';
import { parseChunk } from './parseChunk';
import { createEventStreamDecoder } from './sse';
import type { ChatCompletionChunk } from './types';
import { isObject } from '../unknown';

/**
 * Turns the bytes of a streamed completion into chunks and checks that the stream came to its end:
 * `[DONE]`, or a finish reason for every choice.
 */
export class ChunkReader {
	private readonly decoder = createEventStreamDecoder((data) => this.read(data));

	private readonly finished = new Map<number, boolean>();

	private done = false;

	/** True until the first byte came. */
	isEmpty = true;

	constructor(private readonly onChunk: (chunk: ChatCompletionChunk) => void) {}

	/**
	 * Takes the next piece of the body.
	 * @returns true once the stream said `[DONE]`: what follows is of no interest
	 * @throws {ApiError} `reported` when the stream carries an error, `malformed` when an event is
	 * not JSON, `tooLarge` when an event does not end
	 */
	feed(piece: Uint8Array): boolean {
		this.isEmpty = false;
		if (!this.done) this.decoder.feed(piece);
		return this.done;
	}

	/** True when every choice that was begun has its finish reason. */
	get isFinished(): boolean {
		return this.finished.size > 0 && [...this.finished.values()].every(Boolean);
	}

	/**
	 * Checks the end once no more pieces come.
	 * @throws {ApiError} `truncated` when the stream broke off, `malformed` when it was well-formed
	 * but carried no choice
	 */
	end(): void {
		if (this.done && this.finished.size === 0) {
			throw new ApiError('malformed', 'The stream ended without a single choice');
		}
		if (!this.done && !this.isFinished) {
			throw new ApiError(
				'truncated',
				'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came',
			);
		}
	}

	private read(data: string): void {
		if (this.done || data === '') return;
		if (data.startsWith('[DONE]')) {
			this.done = true;
			return;
		}
		const event = parseEvent(data);
		if (hasError(event)) throw reportedError(event);
		const chunk = parseChunk(event);
		for (const delta of chunk.deltas) {
			if (delta.finishReason === 'error') throw reportedError(event);
			const finished = this.finished.get(delta.index) === true || Boolean(delta.finishReason);
			this.finished.set(delta.index, finished);
		}
		this.onChunk(chunk);
	}
}

/** True for a body or event that reports an error; `error: null` is what a healthy one may carry. */
export function hasError(body: unknown): boolean {
	return isObject(body) && body['error'] !== undefined && body['error'] !== null;
}

/**
 * The error for a 200 that carries an error payload.
 * @param body what was sent in place of, or in the middle of, a completion
 */
export function reportedError(body: unknown): ApiError {
	const { message, ...said } = parseErrorBody(body) ?? {};
	return new ApiError(
		'reported',
		message ?? 'The server reported an error without saying which',
		said,
	);
}

function parseEvent(data: string): Record<string, unknown> {
	try {
		const event: unknown = JSON.parse(data);
		if (isObject(event)) return event;
	} catch {
		// Told below, together with JSON that is not an object.
	}
	throw new ApiError('malformed', `An event of the stream is not a JSON object: ${excerpt(data)}`);
}
