import { once } from 'node:events';
import { createServer, type AddressInfo, type Socket } from 'node:net';

export interface RawServer {
	/** With version, as `normalizeBaseUrl` gives it. */
	url: string;
	/** How many requests have arrived. */
	requests: () => number;
}

/** Runs a body against a server that writes bytes of its own: HTTP servers are too polite. */
export async function withRawServer<T>(
	answer: (socket: Socket) => void,
	use: (server: RawServer) => Promise<T>,
): Promise<T> {
	const sockets = new Set<Socket>();
	let requests = 0;
	const server = createServer((socket) => {
		sockets.add(socket.on('error', () => {}));
		let text = '';
		socket.setEncoding('latin1').on('data', (piece: string) => {
			text += piece;
			const [head, body] = text.split('\r\n\r\n');
			const length = Number(/content-length: (\d+)/i.exec(head ?? '')?.[1] ?? 0);
			if (body === undefined || body.length < length) return;
			text = '';
			requests++;
			answer(socket);
		});
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	try {
		return await use({ url: `http://127.0.0.1:${port}/v1`, requests: () => requests });
	} finally {
		sockets.forEach((socket) => socket.destroy());
		server.close();
		await once(server, 'close');
	}
}
