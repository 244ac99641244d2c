import { CompletionAccumulator } from './accumulator';
import { keptOf, saysSomething } from './chunkContent';
import { parseChunk } from './parseChunk';
import type { ChatCompletion, ChatCompletionChunk } from '../types';
import {
	excerpt,
	FAILED,
	hasError,
	parseErrorBody,
	readErrorText,
	reportedError,
} from '../../http/errorBody';
import { ApiError } from '../../http/errors';
import { EventStreamDecoder, type ServerSentEvent } from '../../http/events';
import { asObject, parseJson, type JsonObject } from '../../json';

/** What ends a stream. */
const DONE = '[DONE]';

/** As much of a body without events as is looked at to tell what it is, in bytes. */
const MAX_HEAD = 4_096;

const MAY_BE_INCOMPLETE =
	'The stream ended without [DONE], and its finish reason did not come last: the answer may be incomplete.';

/**
 * Turns the bytes of a streamed completion into chunks, puts these together, and checks that the
 * stream came to its end: `[DONE]`, or a finish reason for every choice and arguments that are JSON
 * for each of its tool calls.
 */
export class ChunkReader {
	private readonly decoder = new EventStreamDecoder();

	private readonly accumulator: CompletionAccumulator;

	/** What came before the first event: a server may answer with something else than it says. */
	private head: Uint8Array | undefined = new Uint8Array();

	/** True once the stream said `[DONE]`: what follows is of no interest. */
	isDone = false;

	/** True until the first byte came. */
	isEmpty = true;

	/** How many pieces of choices came so far: comments and the like do not count. */
	deltasRead = 0;

	/** How many of them said something: an empty one may only keep the connection open. */
	tokensRead = 0;

	/** What the chunks so far leave behind, in bytes. */
	private kept = 0;

	/** What came since the last event, in bytes. */
	private pending = 0;

	/** Why the stream cannot be read any further: it carries an error, or something that is no chunk. */
	failure: Error | undefined;

	/**
	 * @param expected how many choices were asked for
	 * @param clean removes from a text what must not be in an error
	 */
	constructor(
		expected = 1,
		private readonly clean: (text: string) => string = (text) => text,
	) {
		this.accumulator = new CompletionAccumulator(expected);
	}

	/**
	 * Takes the next piece of the body.
	 * @returns the chunks that became complete with it, also those before a failure
	 */
	feed(piece: Uint8Array): ChatCompletionChunk[] {
		this.isEmpty = false;
		if (this.head && this.head.length < MAX_HEAD) this.head = Buffer.concat([this.head, piece]);
		const chunks: ChatCompletionChunk[] = [];
		try {
			const events = this.decoder.feed(piece);
			this.pending = events.length > 0 ? 0 : this.pending + piece.length;
			for (const event of events) {
				const chunk = this.read(event);
				if (chunk) chunks.push(chunk);
				if (this.isDone) break;
			}
		} catch (error) {
			this.failure = error instanceof Error ? error : new Error(String(error));
		}
		return chunks;
	}

	/** Takes a chunk that did not come as an event. */
	add(chunk: ChatCompletionChunk): void {
		this.deltasRead += chunk.deltas.length;
		this.tokensRead += chunk.deltas.filter(saysSomething).length;
		this.accumulator.add(chunk);
	}

	/** About as many bytes are kept of the stream so far. */
	get heldBytes(): number {
		return this.kept + this.pending;
	}

	/** True when every choice that was asked for, or has begun, has its finish reason. */
	get isFinished(): boolean {
		return this.accumulator.isFinished;
	}

	/** True when no arguments are missing either, so that the stream may end without `[DONE]`. */
	get isComplete(): boolean {
		return this.accumulator.isComplete;
	}

	/** The completion so far. */
	completion(): ChatCompletion {
		return this.accumulator.completion();
	}

	/**
	 * Checks the end once no more pieces come.
	 * @returns a last chunk, with a warning, where the answer may still be incomplete
	 * @throws {ApiError} `truncated` when the stream broke off, `malformed` when it was well-formed
	 * but carried no choice
	 */
	end(): ChatCompletionChunk | undefined {
		const cutOff = this.decoder.end();
		if (this.head && cutOff?.name !== 'error') {
			throw notEvents(this.clean(Buffer.from(this.head).toString('utf8')));
		}
		if (this.isDone && this.accumulator.isEmpty) {
			throw new ApiError('malformed', 'The stream ended without a single choice');
		}
		if (this.isDone) return undefined;
		if (cutOff?.name === 'error') throw this.told(cutOff);
		if (!this.isComplete) throw truncated(this.isFinished);
		const isEventCutOff = cutOff !== undefined && !DONE.startsWith(cutOff.data);
		if (!isEventCutOff && !this.accumulator.hasEarlyFinish) return undefined;
		const warning = { deltas: [], warnings: [{ message: MAY_BE_INCOMPLETE }] };
		this.accumulator.add(warning);
		return warning;
	}

	private read(sent: ServerSentEvent): ChatCompletionChunk | undefined {
		const { data, name } = sent;
		const isError = name === 'error';
		if (data === '' && !isError) return undefined;
		this.head = undefined;
		if (isError) throw this.told(sent);
		if (data.startsWith(DONE)) {
			this.isDone = true;
			return undefined;
		}
		const event = parseEvent(data) ?? fail(notJson(excerpt(data, this.clean)));
		if (hasError(event)) throw this.told(sent);
		const chunk = parseChunk(event);
		if (chunk.deltas.some(({ finishReason }) => finishReason === FAILED)) {
			throw this.told(sent);
		}
		this.add(chunk);
		this.kept += keptOf(chunk) ?? data.length;
		return chunk;
	}

	/** The error that an event tells. Cleaned before it is cut to length: half a key is still too much. */
	private told({ data, name }: ServerSentEvent): ApiError {
		const text = this.clean(data);
		return reportedError(name === 'error' ? readErrorText(text) : parseErrorBody(parseEvent(text)));
	}
}

function parseEvent(data: string): JsonObject | undefined {
	const parsed = parseJson(data);
	return parsed.ok ? asObject(parsed.value) : undefined;
}

function notJson(words: string): ApiError {
	return new ApiError('malformed', `An event of the stream is not a JSON object: ${words}`);
}

/** The error for a body that was announced as a stream but holds no event: JSON or a page instead. */
function notEvents(text: string): ApiError {
	const body = parseEvent(text);
	if (hasError(body)) return reportedError(parseErrorBody(body));
	if (!/^\s*[{<]/.test(text)) return truncated(false);
	return new ApiError('malformed', `The stream holds no event but: ${excerpt(text)}`);
}

/** @param isFinished whether the finish reasons came, so that only arguments can be missing */
function truncated(isFinished: boolean): ApiError {
	return new ApiError(
		'truncated',
		isFinished
			? 'The stream broke off in the middle of a tool call: its arguments are not complete and no [DONE] came'
			: 'The stream broke off before the answer was complete: neither a finish reason nor [DONE] came',
	);
}

function fail(error: ApiError): never {
	throw error;
}
