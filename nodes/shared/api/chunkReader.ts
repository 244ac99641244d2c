import { excerpt, parseErrorBody } from './errorBody';
import { ApiError } from './errors';
import { parseChunk } from './parseChunk';
import { createEventStreamDecoder } from './sse';
import type { ChatCompletionChunk } from './types';
import { asObject, isObject, parseJson, type JsonObject } from '../unknown';

/** As much of a body without events as is looked at to tell what it is, in bytes. */
const MAX_HEAD = 4_096;

/**
 * Turns the bytes of a streamed completion into chunks and checks that the stream came to its end:
 * `[DONE]`, or a finish reason for every choice.
 */
export class ChunkReader {
	private readonly decoder = createEventStreamDecoder((data) => this.read(data));

	private readonly finished = new Map<number, boolean>();

	private done = false;

	/** What came before the first event: a server may answer with something else than it says. */
	private head: Uint8Array | undefined = new Uint8Array();

	/** True until the first byte came. */
	isEmpty = true;

	/**
	 * @param expected how many choices were asked for
	 * @param clean removes from a text what must not be in an error
	 */
	constructor(
		private readonly onChunk: (chunk: ChatCompletionChunk) => void,
		private readonly expected = 1,
		private readonly clean: (text: string) => string = (text) => text,
	) {}

	/**
	 * Takes the next piece of the body.
	 * @returns true once the stream said `[DONE]`: what follows is of no interest
	 * @throws {ApiError} `reported` when the stream carries an error, `malformed` when an event is
	 * not JSON, `tooLarge` when an event does not end
	 */
	feed(piece: Uint8Array): boolean {
		this.isEmpty = false;
		if (this.head && this.head.length < MAX_HEAD) this.head = Buffer.concat([this.head, piece]);
		if (!this.done) this.decoder.feed(piece);
		return this.done;
	}

	/** True when every choice that was asked for, or has begun, has its finish reason. */
	get isFinished(): boolean {
		return this.finished.size >= this.expected && [...this.finished.values()].every(Boolean);
	}

	/**
	 * Checks the end once no more pieces come.
	 * @throws {ApiError} `truncated` when the stream broke off, `malformed` when it was well-formed
	 * but carried no choice
	 */
	end(): void {
		this.decoder.end();
		if (this.head) throw notEvents(this.clean(Buffer.from(this.head).toString('utf8')));
		if (this.done && this.finished.size === 0) {
			throw new ApiError('malformed', 'The stream ended without a single choice');
		}
		if (!this.done && !this.isFinished) {
			throw truncated();
		}
	}

	private read(data: string): void {
		if (this.done || data === '') return;
		this.head = undefined;
		if (data.startsWith('[DONE]')) {
			this.done = true;
			return;
		}
		const event = parseEvent(data) ?? fail(notJson(this.clean(data)));
		if (hasError(event)) throw reportedError(event);
		const chunk = parseChunk(event);
		for (const delta of chunk.deltas) {
			if (delta.finishReason === 'error') throw reportedError(event);
			if (delta.finishReason) this.finished.set(delta.index, true);
			else if (!this.finished.has(delta.index)) this.finished.set(delta.index, false);
		}
		this.onChunk(chunk);
	}
}

/** True for a body or event that reports an error; a healthy one may carry `error: null`. */
export function hasError(body: unknown): boolean {
	if (!isObject(body)) return false;
	const { error } = body;
	return error !== undefined && error !== null && error !== false;
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

function parseEvent(data: string): JsonObject | undefined {
	const parsed = parseJson(data);
	return parsed.ok ? asObject(parsed.value) : undefined;
}

function notJson(data: string): ApiError {
	return new ApiError('malformed', `An event of the stream is not a JSON object: ${excerpt(data)}`);
}

/** The error for a body that was announced as a stream but holds no event: JSON or a page instead. */
function notEvents(text: string): ApiError {
	const body = parseEvent(text);
	if (hasError(body)) return reportedError(body);
	if (!/^\s*[{<]/.test(text)) return truncated();
	return new ApiError('malformed', `The stream holds no event but: ${excerpt(text)}`);
}

function truncated(): ApiError {
	return new ApiError(
		'truncated',
		'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came',
	);
}

function fail(error: ApiError): never {
	throw error;
}
