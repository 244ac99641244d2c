import type { Readable, Transform } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';

/** By the names of https://www.rfc-editor.org/rfc/rfc9110#section-8.4.1; deflate as it says, with its header. */
const DECODERS: Record<string, () => Transform> = {
	gzip: createUnzip,
	'x-gzip': createUnzip,
	deflate: createUnzip,
	br: createBrotliDecompress,
};

/**
 * The bytes of a body as they were before something on the way compressed them. Where the body
 * breaks off, all that came is still given before the fault.
 * @param encoding the header `content-encoding`
 * @returns undefined when nothing here can decompress it
 */
export function decompressed(body: Readable, encoding: string): Readable | undefined {
	const name = encoding.trim().toLowerCase();
	if (name === '' || name === 'identity') return body;
	const decoder = DECODERS[name]?.();
	if (!decoder) return undefined;
	// Told to who reads, and no reason to end the process where nobody does yet.
	decoder.on('error', () => {});
	body.once('error', (fault) => endWith(decoder, fault));
	decoder.once('close', () => body.destroy());
	return body.pipe(decoder);
}

/** Lets a decoder finish what was written to it before it tells a fault. */
function endWith(decoder: Transform, fault: Error): void {
	if (decoder.destroyed) return;
	decoder.write(Buffer.alloc(0), () => decoder.destroy(fault));
}
