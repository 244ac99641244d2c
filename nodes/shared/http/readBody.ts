import { excerpt, hasError, parseErrorBody, reportedError } from './errorBody';
import { ApiError, isAborted } from './errors';
import type { PieceReader } from './pieceReader';
import type { HttpResponse } from './response';
import { parseJson, type ParsedJson } from '../json';

/** How long a body that may be whole can be quiet before that is looked at, in ms. */
const QUIET_MS = 5_000;

/** What may stand around JSON: blanks, and the bytes of a byte order mark. */
const BLANKS = new Set([0x09, 0x0a, 0x0d, 0x20, 0xef, 0xbb, 0xbf]);

/** As many bytes of blanks are read to find out how a body begins. */
const MAX_BLANKS = 64 * 1024;

/** The bytes with which objects and lists begin and end. */
const OPENING = [0x7b, 0x5b];
const CLOSING = [0x7d, 0x5d];

/**
 * Reads the beginning of a body as text, also where it then breaks off.
 * @param maxBytes about as much is read
 * @param withinMs it is not waited for longer than this, in ms
 * @returns whether the body came to its end, too
 */
export async function readText(
	pieces: PieceReader,
	{ maxBytes, withinMs }: { maxBytes: number; withinMs: number },
): Promise<{ text: string; isWhole: boolean }> {
	const received = new ReceivedBody();
	const until = performance.now() + withinMs;
	let isWhole = false;
	while (!isWhole && received.size <= maxBytes) {
		const piece = await pieces.next(until - performance.now()).catch(() => 'quiet' as const);
		if (piece === 'quiet') break;
		if (piece === 'end') isWhole = true;
		else received.add(piece);
	}
	return { text: received.text(), isWhole };
}

/**
 * Reads an answer in JSON. A whole object or list is an answer also when the connection then breaks
 * or is left open: asking again would be billed again.
 * @param maxBytes the largest answer that is read
 * @param wanted what it should be, for the error of something else
 * @param tellsErrors false where a field `error` belongs to what is asked for, as with a job that failed
 * @throws {ApiError} `reported` when it is an error, `truncated` when it is empty, `malformed` when it
 * is not JSON, `tooLarge`, and what breaks off
 */
export async function readJson(
	response: HttpResponse,
	maxBytes: number,
	{ wanted, tellsErrors = true }: { wanted?: string; tellsErrors?: boolean } = {},
): Promise<unknown> {
	const received = await receiveJson(response, maxBytes);
	const { parsed } = received;
	if (!parsed.ok) throw notJson(response, received.text(), wanted);
	if (tellsErrors && hasError(parsed.value)) {
		// Cleaned before it is cut to length: half a key is still too much.
		const said = parseJson(response.clean(received.text()));
		throw reportedError(said.ok ? parseErrorBody(said.value) : undefined);
	}
	return parsed.value;
}

/** Whether a body whose type does not tell begins as JSON does. What was looked at is read again. */
export async function beginsAsJson(pieces: PieceReader): Promise<boolean> {
	for (let blanks = 0; blanks <= MAX_BLANKS;) {
		const piece = await pieces.next();
		if (typeof piece === 'string') return false;
		const start = piece.findIndex((byte) => !BLANKS.has(byte));
		if (start >= 0) {
			pieces.unread(piece.subarray(start));
			return OPENING.includes(piece[start] ?? 0);
		}
		blanks += piece.length;
	}
	return false;
}

async function receiveJson(response: HttpResponse, maxBytes: number): Promise<ReceivedBody> {
	const received = new ReceivedBody();
	let lookAt: number | undefined;
	for (;;) {
		const piece = await response.pieces
			.next(lookAt && lookAt - performance.now())
			.catch((error: unknown) => {
				if (isAborted(error) || !received.isWhole) throw error;
				return 'end' as const;
			});
		if (piece === 'end') return received;
		if (piece === 'quiet') {
			lookAt = undefined;
			if (!received.isWorthLooking || !received.isWhole) continue;
			response.discard();
			return received;
		}
		const isProgress = received.add(piece);
		response.hold(received.size, maxBytes);
		if (!isProgress) continue;
		response.pieces.progressed();
		lookAt = received.mayBeWhole ? performance.now() + QUIET_MS : undefined;
	}
}

/** What came of a body so far. */
class ReceivedBody {
	private readonly pieces: Uint8Array[] = [];

	private lastByte: number | undefined;

	private sizeLookedAt = 0;

	private found: ParsedJson | undefined;

	/** In bytes. */
	size = 0;

	/** @returns false when the piece is blank, which may keep a connection open but is no progress */
	add(piece: Uint8Array): boolean {
		this.pieces.push(piece);
		this.size += piece.length;
		const last = piece.findLastIndex((byte) => !BLANKS.has(byte));
		if (last >= 0) this.lastByte = piece[last];
		return last >= 0;
	}

	/** True when the last byte can be the end of an object or list. */
	get mayBeWhole(): boolean {
		return CLOSING.includes(this.lastByte ?? 0);
	}

	/**
	 * True when there is at least twice as much as at the last look. Each look reads all from the
	 * start, and so all of them together stay linear.
	 */
	get isWorthLooking(): boolean {
		return this.size >= 2 * this.sizeLookedAt;
	}

	/** True when nothing of an object or list is missing. */
	get isWhole(): boolean {
		if (!this.mayBeWhole) return false;
		this.sizeLookedAt = this.size;
		const { parsed } = this;
		if (parsed.ok) this.found = parsed;
		return parsed.ok;
	}

	get parsed(): ParsedJson {
		return this.found ?? parseJson(this.text());
	}

	/** Without the byte order mark that some servers write. */
	text(): string {
		return new TextDecoder().decode(Buffer.concat(this.pieces));
	}
}

/** The error for a body that is not the JSON it should be. */
export function notJson(
	{ status, contentType, clean }: HttpResponse,
	text: string,
	wanted = 'a completion',
): ApiError {
	if (text.trim() === '') return emptyBody(status);
	const form = contentType ? contentType.split(';')[0] : 'an unknown type';
	return new ApiError(
		'malformed',
		`The server answered ${status} with something that is not ${wanted} (${form}): ${excerpt(text, clean)}`,
	);
}

/** The error for an answer without a body: something on the way lost it. */
export function emptyBody(status: number): ApiError {
	return new ApiError('truncated', `The server answered ${status} with an empty body`);
}
