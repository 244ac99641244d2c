import { randomUUID } from 'node:crypto';

import type { TransportBody } from '../host/port';

/** What a request sends. It can be opened again, for a request that is repeated. */
export interface RequestBody {
	contentType: string;
	open(): TransportBody;
}

/** A value as JSON, in which half characters, as left where a text was cut, are replaced by U+FFFD. */
export function jsonBody(value: unknown): RequestBody {
	return { contentType: 'application/json', open: () => wellFormed(JSON.stringify(value)) };
}

/**
 * `JSON.stringify` writes half characters, and nothing else, as `\ud...`, which strict parsers refuse.
 * Other escapes are matched so that what follows an escaped backslash is not taken for one.
 */
function wellFormed(json: string): string {
	if (!json.includes('\\ud')) return json;
	return json.replace(/\\(?:ud[0-9a-f]{3}|.)/g, (escape) =>
		escape.length > 2 ? '\ufffd' : escape,
	);
}

/** A field of a form. */
export interface TextPart {
	name: string;
	value: string;
}

/** A file of a form, read only while it is sent. */
export interface FilePart {
	name: string;
	fileName: string;
	mediaType: string;
	/** In bytes. */
	length: number;
	/** Called anew for every attempt. */
	open(): Promise<AsyncIterable<Uint8Array>>;
}

/**
 * A form with files (RFC 7578). Its length is known before it is sent, as many servers want it, and a
 * file is never held as a whole.
 * @param parts in the order in which they are sent: some servers decide by the fields before a file
 */
export function multipartBody(parts: Array<TextPart | FilePart>): RequestBody {
	const boundary = `----together-${randomUUID()}`;
	const encoder = new TextEncoder();
	const heads = parts.map((part) => encoder.encode(headOf(part, boundary)));
	const end = encoder.encode(`--${boundary}--\r\n`);
	const lineEnd = encoder.encode('\r\n');

	async function* bytes(): AsyncGenerator<Uint8Array, void> {
		for (const [index, part] of parts.entries()) {
			yield heads[index] ?? new Uint8Array();
			if ('value' in part) yield encoder.encode(part.value);
			else yield* await part.open();
			yield lineEnd;
		}
		yield end;
	}

	const sizes = parts.map((part) =>
		'value' in part ? encoder.encode(part.value).length : part.length,
	);
	const framing = [...heads, end].reduce((sum, piece) => sum + piece.length, 0);
	const content = sizes.reduce((sum, size) => sum + size + lineEnd.length, 0);
	return {
		contentType: `multipart/form-data; boundary=${boundary}`,
		open: () => ({ length: framing + content, bytes: bytes() }),
	};
}

function headOf(part: TextPart | FilePart, boundary: string): string {
	const name = `--${boundary}\r\ncontent-disposition: form-data; name="${quoted(part.name)}"`;
	if ('value' in part) return `${name}\r\n\r\n`;
	return `${name}; filename="${quoted(part.fileName)}"\r\ncontent-type: ${part.mediaType}\r\n\r\n`;
}

/** As browsers write names: a quote or line end in one would end the header. */
function quoted(name: string): string {
	return name.replaceAll('"', '%22').replaceAll('\r', '%0D').replaceAll('\n', '%0A');
}
