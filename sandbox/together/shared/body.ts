import type { IncomingMessage } from 'node:http';

/** A request's body, read to its end and held in memory. */
export interface Body {
	bytes: Buffer;
	/**
	 * What the bytes say: JSON where they are any, a multipart form, a file's bytes, or else the text;
	 * undefined for an empty body.
	 */
	value: unknown;
	/** The multipart form, its parts in order; undefined where Node reads none from the body. */
	form: FormData | undefined;
}

const FORM = /^multipart\/form-data\b/i;
const FILE = /^(application\/octet-stream|audio\/|image\/|video\/)/i;

/** @throws Error when the client leaves before it has sent everything */
export async function readBody(incoming: IncomingMessage): Promise<Body> {
	const bytes = await readBytes(incoming);
	const type = incoming.headers['content-type'] ?? '';
	if (bytes.byteLength === 0) return { bytes, value: undefined, form: undefined };
	if (FILE.test(type)) return { bytes, value: bytes, form: undefined };
	const form = FORM.test(type) ? await parseForm(bytes, type) : undefined;
	return { bytes, value: form ?? parseText(bytes), form };
}

/** The bytes as UTF-8 text. */
export function textOf(bytes: Buffer): string {
	return new TextDecoder().decode(bytes);
}

/** Reads no more than the first so many bytes and lets them go. */
export async function readPart(incoming: IncomingMessage, bytes: number): Promise<void> {
	if (bytes <= 0) return;
	let read = 0;
	// Leaving the loop must not break the connection, which the answer still needs.
	for await (const chunk of incoming.iterator({ destroyOnReturn: false })) {
		read += Buffer.byteLength(chunk as Buffer);
		if (read >= bytes) return;
	}
}

async function readBytes(incoming: IncomingMessage): Promise<Buffer> {
	const chunks: Buffer[] = [];
	for await (const chunk of incoming) chunks.push(chunk as Buffer);
	return Buffer.concat(chunks);
}

async function parseForm(bytes: Buffer, type: string): Promise<FormData | undefined> {
	try {
		return await new Response(bytes, { headers: { 'content-type': type } }).formData();
	} catch {
		return undefined;
	}
}

function parseText(bytes: Buffer): unknown {
	const text = textOf(bytes);
	try {
		return JSON.parse(text);
	} catch {
		return text;
	}
}
