import { createServer, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** A proxy that only knows CONNECT, as those do that https goes through. */
export interface ProxyServer {
	url: string;
	/** The targets asked for, e.g. `127.0.0.1:1234`. */
	targets: string[];
	/** The headers of every CONNECT. */
	headers: IncomingHttpHeaders[];
	close: () => Promise<void>;
}

/** @param refusal the status line with which it refuses everybody, e.g. `407 Who are you` */
export async function startProxy(refusal?: string): Promise<ProxyServer> {
	const targets: string[] = [];
	const headers: IncomingHttpHeaders[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((_, response) => response.writeHead(405).end());
	server.on('connection', (socket) => sockets.add(socket));
	server.on('connect', (request, client: Socket, head: Buffer) => {
		targets.push(request.url ?? '');
		headers.push(request.headers);
		client.on('error', () => {});
		if (refusal) return client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
		const { hostname, port } = new URL(`http://${request.url}`);
		const target = connect(Number(port), hostname, () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.write(head);
			target.pipe(client);
			client.pipe(target);
		});
		target.on('error', () => client.destroy());
		client.on('close', () => target.destroy());
		return undefined;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		targets,
		headers,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
