import { createServer, request as send, type IncomingHttpHeaders } from 'node:http';
import { connect, type AddressInfo, type Socket } from 'node:net';

/** Every variable that names a proxy. */
export const PROXY_VARIABLES = [
	'http_proxy',
	'https_proxy',
	'all_proxy',
	'no_proxy',
	'npm_config_http_proxy',
	'npm_config_https_proxy',
	'npm_config_proxy',
	'npm_config_no_proxy',
].flatMap((name) => [name, name.toUpperCase()]);

/** A proxy as it is met in companies: it tunnels to https only, and takes http by its whole address. */
export interface ProxyServer {
	url: string;
	/** What it was asked for, e.g. `CONNECT localhost:1234` or `GET http://localhost:1234/`. */
	asked: string[];
	/** The headers that came with each. */
	headers: IncomingHttpHeaders[];
	/** TCP connections to it so far. */
	connections: () => number;
	close: () => Promise<void>;
}

/** @param refusal the status line with which it refuses everybody, e.g. `407 Who are you` */
export async function startProxy(refusal?: string): Promise<ProxyServer> {
	const asked: string[] = [];
	const headers: IncomingHttpHeaders[] = [];
	const sockets = new Set<Socket>();
	let connections = 0;
	const server = createServer((incoming, response) => {
		const { method = '', url = '' } = incoming;
		asked.push(`${method} ${url}`);
		headers.push(incoming.headers);
		const [status, ...words] = refusal?.split(' ') ?? [];
		if (status) return response.writeHead(Number(status), words.join(' ')).end();
		const { 'proxy-authorization': _, ...passed } = incoming.headers;
		const outgoing = send(url, { method, headers: passed }, (answer) => {
			response.writeHead(answer.statusCode ?? 502, answer.headers);
			answer.pipe(response);
		});
		outgoing.on('error', () => response.writeHead(502).end());
		response.on('close', () => outgoing.destroy());
		return incoming.pipe(outgoing);
	});
	server.on('connection', (socket) => {
		connections++;
		sockets.add(socket);
	});
	server.on('connect', (request, client: Socket, head: Buffer) => {
		asked.push(`CONNECT ${request.url}`);
		headers.push(request.headers);
		client.on('error', () => {});
		if (refusal) return client.end(`HTTP/1.1 ${refusal}\r\n\r\n`);
		const { hostname, port } = new URL(`http://${request.url}`);
		// The port 80 is left out of a URL, and no https is there.
		const target = connect(Number(port || 80), hostname, () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.write(head);
			target.pipe(client);
			client.pipe(target);
		});
		target.on('error', () => client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n'));
		client.on('close', () => target.destroy());
		return undefined;
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		url: `http://127.0.0.1:${port}`,
		asked,
		headers,
		connections: () => connections,
		close: async () => {
			for (const socket of sockets) socket.destroy();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}
