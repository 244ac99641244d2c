import type { Readable } from 'node:stream';
import { setImmediate as nextTurn } from 'node:timers/promises';

import { toTransportFailure } from './failure';
import type { TransportResponseBody } from './port';

/** Above this, in bytes, what arrived and was not asked for yet holds up the connection. */
const HIGHEST_QUEUE = 256 * 1024;

/** How long the end of a body may take that is as good as read, in ms: until we go on, and until it is cut. */
const FINISH_WAIT_MS = 50;
const CUT_AFTER_MS = 1_000;

/** The body of an answer of undici's. */
export class ResponseBody implements TransportResponseBody {
	private readonly queue: Uint8Array[] = [];

	private queued = 0;

	private ending: { failure?: Error } | undefined;

	private notify: (() => void) | undefined;

	private isReading = false;

	/** @param host shown in errors */
	constructor(
		private readonly body: Readable,
		private readonly signal: AbortSignal | undefined,
		private readonly host: string,
	) {
		// undici tells the destruction of an unread body as an error, which nobody waits for.
		body.on('error', (error) => this.end(toTransportFailure(error, signal, host)));
	}

	async next(): Promise<Uint8Array | undefined> {
		if (!this.isReading) this.read();
		for (;;) {
			const piece = this.queue.shift();
			if (piece) return this.taken(piece);
			if (this.ending?.failure) throw this.ending.failure;
			if (this.ending) return undefined;
			await new Promise<void>((resolve) => (this.notify = resolve));
		}
	}

	discard(): void {
		this.body.destroy();
	}

	async finish(): Promise<void> {
		await this.drained();
		// undici gives a connection free one turn after its answer was read: before that, the next
		// request would open another one.
		await nextTurn();
	}

	/** By events and not by the stream's own iterator, which loses what it holds when the stream breaks. */
	private read(): void {
		this.isReading = true;
		const { body } = this;
		body.on('end', () => this.end());
		// Destroyed by us, or by what it is read through.
		body.on('close', () => {
			if (!this.ending) this.end(toTransportFailure(CLOSED, this.signal, this.host));
		});
		body.on('data', (piece: Uint8Array) => {
			this.queue.push(piece);
			this.queued += piece.length;
			if (this.queued > HIGHEST_QUEUE) body.pause();
			this.notify?.();
		});
	}

	private taken(piece: Uint8Array): Uint8Array {
		this.queued -= piece.length;
		if (this.body.isPaused() && this.queued <= HIGHEST_QUEUE) this.body.resume();
		return piece;
	}

	/** Only the first ending counts: those after it are its consequences. */
	private end(failure?: Error): void {
		this.ending ??= failure ? { failure } : {};
		this.notify?.();
	}

	private async drained(): Promise<void> {
		const { body } = this;
		if (body.readableEnded || body.destroyed) return;
		await new Promise<void>((resolve) => {
			const goOn = setTimeout(resolve, FINISH_WAIT_MS);
			const giveUp = setTimeout(() => body.destroy(), CUT_AFTER_MS);
			body.once('close', () => {
				clearTimeout(goOn);
				clearTimeout(giveUp);
				resolve();
			});
			body.removeAllListeners('data').resume();
		});
	}
}

const CLOSED = Object.assign(new Error('The body was closed'), { code: 'UND_ERR_SOCKET' });
