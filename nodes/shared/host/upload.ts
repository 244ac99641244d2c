import { Readable } from 'node:stream';

import type { TransportBody } from './port';

/** What undici is given to send. */
export interface Upload {
	body: string | Readable | null;
	headers: Record<string, string>;
	/** What is wrong with the bytes themselves: then that is why the request failed, and not the network. */
	readonly fault: Error | undefined;
}

/** Makes a body ready to be sent, once. */
export function startUpload(body: TransportBody | undefined): Upload {
	if (typeof body !== 'object') return { body: body ?? null, headers: {}, fault: undefined };
	const source = new UploadSource(body.bytes, body.length);
	return {
		body: Readable.from(source, { objectMode: false }),
		headers: { 'content-length': String(body.length) },
		get fault() {
			return source.fault;
		},
	};
}

/** Hands the bytes on and counts them: a server would wait for those that are missing. */
class UploadSource implements AsyncIterable<Uint8Array> {
	fault: Error | undefined;

	constructor(
		private readonly bytes: AsyncIterable<Uint8Array>,
		private readonly length: number,
	) {}

	async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void> {
		let sent = 0;
		try {
			for await (const piece of this.bytes) {
				sent += piece.length;
				if (sent > this.length) break;
				yield piece;
			}
			if (sent !== this.length) throw new Error('The file does not have the length that it should');
		} catch (error) {
			this.fault = error instanceof Error ? error : new Error(String(error));
			throw this.fault;
		}
	}
}
