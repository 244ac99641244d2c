import type { Watchdog } from './watchdog';
import type { TransportResponseBody } from '../host/port';
import { wait } from '../host/wait';

/** What came next: bytes, the proper end of the body, or nothing in time. */
export type NextPiece = Uint8Array | 'end' | 'quiet';

/** Reads the pieces of a body one by one, and notices when the server falls quiet. */
export class PieceReader {
	/** Asked for and not handed over yet. */
	private pending: Promise<Uint8Array | undefined> | undefined;

	/** @param watchdog is told of what comes, and tells why a body was ended that took too long */
	constructor(
		private readonly body: TransportResponseBody,
		private readonly watchdog?: Watchdog,
	) {}

	/**
	 * @param withinMs how long to wait, in ms; without it, as long as the transport waits. A piece that
	 * did not come in time is what the next call waits for.
	 * @throws {TransportFailure} when the body broke off
	 */
	async next(withinMs?: number): Promise<NextPiece> {
		if (withinMs !== undefined && withinMs <= 0) return 'quiet';
		this.pending ??= this.read();
		const piece = await (withinMs === undefined ? this.pending : orQuiet(this.pending, withinMs));
		if (piece === 'quiet') return piece;
		this.pending = undefined;
		return piece ?? 'end';
	}

	/** To be called when something of the answer was in a piece: other bytes do not stop the time-out. */
	progressed(): void {
		this.watchdog?.progressed();
	}

	/** Puts a piece back: it comes next. */
	unread(piece: Uint8Array): void {
		this.pending = Promise.resolve(piece);
	}

	private async read(): Promise<Uint8Array | undefined> {
		const piece = await this.body.next().catch((error: unknown) => {
			throw this.watchdog?.explain(error) ?? error;
		});
		this.watchdog?.sawBytes();
		return piece;
	}
}

async function orQuiet<T>(pending: Promise<T>, ms: number): Promise<T | 'quiet'> {
	const timer = new AbortController();
	const quiet = wait(ms, timer.signal).then(() => 'quiet' as const);
	// One of them may fail when nobody waits for it any more.
	pending.catch(() => {});
	quiet.catch(() => {});
	try {
		return await Promise.race([pending, quiet]);
	} finally {
		timer.abort();
	}
}
