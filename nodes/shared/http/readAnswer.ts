import type { ChunkReader } from '../chat/stream/chunkReader';
import { excerpt, hasError, parseErrorBody, reportedError } from './errorBody';
import { ApiError } from './errors';
import { toApiError } from '../host/failure';
import { BLANKS, OPENING, readJson } from './readJson';
import { connectionIsFree, discard, readText, type TransportResponse } from './transport';

/** As much of an answer that is no completion as is looked at to tell what it is, in bytes. */
const MAX_EXCERPT = 64 * 1024;

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

/** How long the end of the body may follow `[DONE]`, in ms: until we go on, and until it is cut. */
const DRAIN_WAIT_MS = 50;
const DRAIN_MS = 1_000;

const STREAM_TYPE = 'text/event-stream';

/** What is needed beside an answer to read it. */
export interface ReadingContext {
	/** Shown in errors. */
	host: string;
	/** Removes from a text what must not be in an error. */
	clean: (text: string) => string;
	signal: AbortSignal | undefined;
}

/**
 * True when an answer is JSON and not a stream: by its type, or where that does not name a stream
 * by how it begins, which is waited for.
 * @throws {ApiError} what breaks off before it has begun
 */
export async function isJson(
	{ body, contentType }: TransportResponse,
	context: ReadingContext,
): Promise<boolean> {
	if (contentType.startsWith('application/json')) return true;
	if (contentType.startsWith(STREAM_TYPE)) return false;
	let blanks = 0;
	for await (const piece of piecesOf(body, () => false, context)) {
		const start = piece.findIndex((byte) => !BLANKS.has(byte));
		if (start >= 0) {
			body.unshift(piece.subarray(start));
			return OPENING.has(piece[start] ?? 0);
		}
		blanks += piece.length;
		if (blanks > MAX_EXCERPT) break;
	}
	return false;
}

/**
 * Reads an answer in one piece.
 * @throws {ApiError} `reported` when it is an error, `truncated` when it is empty, `malformed` when it
 * is not JSON, `tooLarge`, and what breaks off
 */
export async function readJsonAnswer(
	response: TransportResponse,
	{ host, clean, signal }: ReadingContext,
): Promise<unknown> {
	const { text, parsed } = await readJson(response.body, signal, host);
	if (text.trim() === '') throw emptyBody(response);
	if (!parsed.ok) throw notJson(response, clean(text));
	if (hasError(parsed.value)) throw reportedError(parseErrorBody(parsed.value));
	return parsed.value;
}

/**
 * Feeds a streamed answer to a reader until its proper end.
 * @throws {ApiError} what the reader throws, and `truncated`, `malformed` or what breaks off
 */
export async function readStreamedAnswer(
	response: TransportResponse,
	reader: ChunkReader,
	context: ReadingContext,
): Promise<void> {
	const { body, contentType } = response;
	if (contentType && !contentType.startsWith(STREAM_TYPE)) {
		const text = await readText(body, MAX_EXCERPT, context.signal, context.host);
		throw text.trim() === '' ? emptyBody(response) : notJson(response, context.clean(text));
	}
	let ending: NodeJS.Timeout | undefined;
	let isEnded = false;
	const endReading = () => {
		isEnded = true;
		discard(body);
	};
	// Looked at once it is quiet and not with every piece: arguments may be long.
	const endIfComplete = () => {
		if (reader.isComplete) endReading();
		else ending = setTimeout(endReading, ARGUMENTS_WAIT_MS - FINISH_WAIT_MS);
	};
	// Complete but for its last bytes: asking again would be billed again.
	const mayBreak = () => isEnded || reader.isComplete;
	try {
		for await (const piece of piecesOf(body, mayBreak, context)) {
			const { piecesRead } = reader;
			if (reader.feed(piece)) break;
			// A finish reason may come before the last pieces, but comments do not mean that there are more.
			if (!reader.isFinished || reader.piecesRead === piecesRead) continue;
			clearTimeout(ending);
			ending = setTimeout(endIfComplete, FINISH_WAIT_MS);
		}
	} finally {
		clearTimeout(ending);
	}
	if (reader.isEmpty) throw emptyBody(response);
	reader.end();
	await drain(body);
}

/**
 * Runs the reading of an answer, adds to an error what the headers said, and lets go of the
 * connection.
 */
export async function whileReading<T>(
	{ body, status, requestId }: TransportResponse,
	read: () => Promise<T>,
): Promise<T> {
	const value = await read().catch((error: unknown) => {
		discard(body);
		if (!(error instanceof ApiError)) throw error;
		const details = { status, ...(requestId !== undefined && { requestId }), ...error.details };
		throw new ApiError(error.kind, error.message, details);
	});
	await connectionIsFree();
	return value;
}

/**
 * The pieces of a body. Faults of the connection are told apart from those of who reads them.
 * @param mayBreak true when a broken connection is as good as the end of the body
 */
async function* piecesOf(
	body: TransportResponse['body'],
	mayBreak: () => boolean,
	{ signal, host }: ReadingContext,
): AsyncGenerator<Uint8Array, void> {
	const source: AsyncIterable<Uint8Array> = body.iterator({ destroyOnReturn: false });
	try {
		yield* source;
	} catch (error) {
		const fault = toApiError(error, signal, host);
		const isAborted = fault instanceof ApiError && fault.kind === 'aborted';
		if (isAborted || !mayBreak()) await Promise.reject(fault);
	}
}

function emptyBody({ status }: TransportResponse): ApiError {
	return new ApiError('truncated', `The server answered ${status} with an empty body`);
}

function notJson({ status, contentType }: TransportResponse, text: string): ApiError {
	const form = contentType ? contentType.split(';')[0] : 'an unknown type';
	return new ApiError(
		'malformed',
		`The server answered ${status} with something that is not a completion (${form}): ${excerpt(text)}`,
	);
}

/**
 * Reads what little follows `[DONE]`, so that the connection is free for the next request. A server
 * that keeps the body open is not waited for, and loses the connection after a while.
 */
async function drain(body: TransportResponse['body']): Promise<void> {
	if (body.readableEnded || body.destroyed) return;
	await new Promise<void>((resolve) => {
		const goOn = setTimeout(resolve, DRAIN_WAIT_MS);
		const giveUp = setTimeout(() => body.destroy(), DRAIN_MS);
		body.once('error', () => {});
		body.once('close', () => {
			clearTimeout(goOn);
			clearTimeout(giveUp);
			resolve();
		});
		body.resume();
	});
}
