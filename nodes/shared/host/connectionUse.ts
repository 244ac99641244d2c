import type { Socket } from 'node:net';
import type { buildConnector, Client, Dispatcher } from 'undici';

/**
 * Which connection a request was given. Servers close kept connections whenever they like, some after
 * every answer, and a request that is on its way then fails through no fault of its own.
 */
export class ConnectionUse {
	private kept: { socket: Socket; bytesRead: number; newest: () => Socket | undefined } | undefined;

	/**
	 * Called when the request is handed to a connection.
	 * @param newest the socket of that connection, if one was opened before
	 */
	begin(newest: () => Socket | undefined): void {
		const socket = newest();
		this.kept = socket && { socket, bytesRead: socket.bytesRead, newest };
	}

	/** True while the connection is one that served a request before, and gave nothing for this one. */
	get isKeptAndSilent(): boolean {
		if (!this.kept) return false;
		const { socket, bytesRead, newest } = this.kept;
		return newest() === socket && socket.bytesRead === bytesRead;
	}
}

/** A factory for undici's pools whose connections tell the {@link ConnectionUse} in `opaque` of a request. */
export function watchedClients({ Client }: typeof import('undici')) {
	class WatchedClient extends Client {
		constructor(
			origin: URL,
			options: Client.Options,
			private readonly newest: () => Socket | undefined,
		) {
			super(origin, options);
		}

		override dispatch(
			options: Dispatcher.DispatchOptions & { opaque?: unknown },
			handler: Dispatcher.DispatchHandler,
		): boolean {
			if (options.opaque instanceof ConnectionUse) options.opaque.begin(this.newest);
			return super.dispatch(options, handler);
		}
	}

	return (origin: URL, options: { connect?: unknown }): Client => {
		const { connect } = options;
		// Pools always make one; without it there is nothing to watch.
		if (!isConnector(connect)) throw new TypeError('A pool without a connector');
		let newest: Socket | undefined;
		const watched: buildConnector.connector = (target, callback) =>
			connect(target, (...result) => {
				newest = result[1] ?? undefined;
				callback(...result);
			});
		return new WatchedClient(origin, { ...options, connect: watched }, () => newest);
	};
}

function isConnector(value: unknown): value is buildConnector.connector {
	return typeof value === 'function';
}
