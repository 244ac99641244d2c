import type { Readable } from 'node:stream';
import { finished } from 'node:stream/promises';

import { ApiError } from './errors';
import { toApiError } from '../host/failure';
import { discard } from './transport';
import { parseJson, type ParsedJson } from '../json';

/** Largest single answer that is read, in bytes: far above what any model can write. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** How long a body may be quiet before it is looked at whether its JSON is whole, in ms. */
const QUIET_MS = 5_000;

/** What may stand around JSON: blanks, and the bytes of a byte order mark. */
export const BLANKS = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);

/** The brackets around an object and an array. */
export const OPENING = new Set(Buffer.from('{['));
const CLOSING = new Set(Buffer.from('}]'));

/** A body as text, and what it is as JSON. */
export interface JsonText {
	text: string;
	parsed: ParsedJson;
}

/**
 * Reads a body that should be JSON. A whole object or array is an answer also when the connection
 * then breaks or is left open: asking again would be billed again.
 * @throws {ApiError} `tooLarge`, and `network`, `timeout` or `aborted` when it breaks off
 */
export async function readJson(
	body: Readable,
	signal: AbortSignal | undefined,
	host: string,
): Promise<JsonText> {
	const pieces = new JsonPieces();
	const endIfWhole = () => {
		if (pieces.isWorthLooking && pieces.whole()) discard(body);
	};
	const quiet = setTimeout(endIfWhole, QUIET_MS);
	// No iterator: it loses what it has not handed over yet when the connection breaks.
	body.on('data', (piece: Buffer) => {
		if (pieces.add(piece)) quiet.refresh();
		if (pieces.size > MAX_ANSWER) discard(body);
	});
	try {
		await finished(body, { writable: false });
		return pieces.read();
	} catch (error) {
		if (pieces.size > MAX_ANSWER) throw tooLarge();
		const fault = toApiError(error, signal, host);
		const isAborted = fault instanceof ApiError && fault.kind === 'aborted';
		return (isAborted ? undefined : pieces.whole()) ?? (await Promise.reject(fault));
	} finally {
		clearTimeout(quiet);
	}
}

/** What came of a body so far. */
class JsonPieces {
	private readonly pieces: Buffer[] = [];

	/** The last that is not blank. */
	private lastByte = 0;

	private sizeLookedAt = 0;

	private found: JsonText | undefined;

	/** In bytes. */
	size = 0;

	/** @returns false when the piece is blank, which may keep a connection open but is no progress */
	add(piece: Buffer): boolean {
		this.pieces.push(piece);
		this.size += piece.length;
		let end = piece.length;
		while (end > 0 && BLANKS.has(piece[end - 1] ?? 0)) end--;
		this.lastByte = piece[end - 1] ?? this.lastByte;
		return end > 0;
	}

	/**
	 * True when there is at least twice as much as at the last look. Each look reads all from the
	 * start, and so all of them together stay linear.
	 */
	get isWorthLooking(): boolean {
		return this.size >= 2 * this.sizeLookedAt;
	}

	/** The object or array when nothing of it is missing. */
	whole(): JsonText | undefined {
		if (this.found || !CLOSING.has(this.lastByte)) return this.found;
		this.sizeLookedAt = this.size;
		const read = this.read();
		return (this.found = read.parsed.ok ? read : undefined);
	}

	/** Decoded as servers should and some do not write JSON: with a byte order mark, too. */
	read(): JsonText {
		const text = new TextDecoder().decode(Buffer.concat(this.pieces));
		return { text, parsed: parseJson(text) };
	}
}

function tooLarge(): ApiError {
	return new ApiError('tooLarge', `The answer is larger than ${MAX_ANSWER / 1024 / 1024} MB`);
}
