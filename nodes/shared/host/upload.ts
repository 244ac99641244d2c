import { Readable } from 'node:stream';

import type { TransportBody } from './port';

/** What undici is given to send. */
export interface Upload {
	body: string | Readable | null;
	headers: Record<string, string>;
	/** What the source of the bytes threw: then that is why the request failed, and not the network. */
	readonly fault: Error | undefined;
}

/** Makes a body ready to be sent, once. */
export function startUpload(body: TransportBody | undefined): Upload {
	if (typeof body !== 'object') return { body: body ?? null, headers: {}, fault: undefined };
	const source = new UploadSource(body.bytes);
	return {
		body: Readable.from(source, { objectMode: false }),
		headers: { 'content-length': String(body.length) },
		get fault() {
			return source.fault;
		},
	};
}

class UploadSource implements AsyncIterable<Uint8Array> {
	fault: Error | undefined;

	constructor(private readonly bytes: AsyncIterable<Uint8Array>) {}

	async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
		try {
			yield* this.bytes;
		} catch (error) {
			this.fault = error instanceof Error ? error : new Error(String(error));
			throw this.fault;
		}
	}
}
