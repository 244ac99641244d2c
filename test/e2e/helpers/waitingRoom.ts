import { createServer, type Server } from 'node:http';

/** A server that tells the weather, once so many are waiting for it. */
export async function openWaitingRoom(count: number): Promise<Server> {
	const waiting: Array<() => void> = [];
	const server = createServer(({ url }, response) => {
		response.setHeader('content-type', 'text/plain');
		waiting.push(() => response.end(`Sunny in ${url?.slice(1)}`));
		if (waiting.length >= count) waiting.splice(0).forEach((answer) => answer());
	});
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	return server;
}
