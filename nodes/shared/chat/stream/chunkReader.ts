import { ChoiceProgress } from './choiceProgress';
import {
	excerpt,
	FAILED,
	hasError,
	parseErrorBody,
	readErrorText,
	reportedError,
} from '../../http/errorBody';
import { ApiError } from '../../http/errors';
import { parseChunk } from './parseChunk';
import { createEventStreamDecoder } from '../../http/events';
import type { ChatCompletionChunk } from '../types';
import { asObject, parseJson, type JsonObject } from '../../json';

/** What ends a stream. */
const DONE = '[DONE]';

/** As much of a body without events as is looked at to tell what it is, in bytes. */
const MAX_HEAD = 4_096;

/**
 * Turns the bytes of a streamed completion into chunks and checks that the stream came to its end:
 * `[DONE]`, or a finish reason for every choice and arguments that are JSON for each of its tool calls.
 */
export class ChunkReader {
	private readonly decoder = createEventStreamDecoder((data, name) => this.read(data, name));

	private readonly choices = new Map<number, ChoiceProgress>();

	private done = false;

	/** True when the stream ended in the middle of an event. */
	private isEventCutOff = false;

	/** What came before the first event: a server may answer with something else than it says. */
	private head: Uint8Array | undefined = new Uint8Array();

	/** True until the first byte came. */
	isEmpty = true;

	/** How many pieces of choices came so far: comments and the like do not count. */
	piecesRead = 0;

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
		return this.choices.size >= this.expected && this.every(({ isFinished }) => isFinished);
	}

	/** True when no arguments are missing either, so that the stream may end without `[DONE]`. */
	get isComplete(): boolean {
		return this.isFinished && this.every(({ isComplete }) => isComplete);
	}

	/**
	 * True when a stream that has come to its end may still be short: it did not say `[DONE]`, and a
	 * finish reason was not the last of it.
	 */
	get isEndInDoubt(): boolean {
		if (this.done) return false;
		return this.isEventCutOff || !this.every(({ isFinishEarly }) => !isFinishEarly);
	}

	/**
	 * Checks the end once no more pieces come.
	 * @throws {ApiError} `truncated` when the stream broke off, `malformed` when it was well-formed
	 * but carried no choice
	 */
	end(): void {
		const cutOff = this.decoder.end();
		this.isEventCutOff = cutOff !== undefined && !DONE.startsWith(cutOff);
		if (this.head) throw notEvents(this.clean(Buffer.from(this.head).toString('utf8')));
		if (this.done && this.choices.size === 0) {
			throw new ApiError('malformed', 'The stream ended without a single choice');
		}
		if (!this.done && !this.isComplete) throw truncated(this.isFinished);
	}

	private read(data: string, name: string | undefined): void {
		const isError = name === 'error';
		if (this.done || (data === '' && !isError)) return;
		this.head = undefined;
		if (isError) throw reportedError(readErrorText(this.clean(data)));
		if (data.startsWith(DONE)) {
			this.done = true;
			return;
		}
		const event = parseEvent(data) ?? fail(notJson(this.clean(data)));
		if (hasError(event)) throw reportedError(parseErrorBody(event));
		const chunk = parseChunk(event);
		for (const delta of chunk.deltas) {
			if (delta.finishReason === FAILED) throw reportedError(parseErrorBody(event));
			this.piecesRead++;
			this.progressOf(delta.index).add(delta);
		}
		this.onChunk(chunk);
	}

	private progressOf(index: number): ChoiceProgress {
		const known = this.choices.get(index);
		if (known) return known;
		const progress = new ChoiceProgress();
		this.choices.set(index, progress);
		return progress;
	}

	private every(holds: (choice: ChoiceProgress) => boolean): boolean {
		for (const choice of this.choices.values()) if (!holds(choice)) return false;
		return true;
	}
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
