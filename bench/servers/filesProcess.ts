import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

// A server in a process of its own that takes any upload and gives the files of a finished batch:
// `filesProcess <rows>`.

const rows = Number(process.argv[2]);

/** About 2 KB. */
const REPLY = 'The tickets say that invoices come twice, and nobody knows why. '.repeat(26);

const files: Readonly<Record<string, Buffer>> = {
	input: linesOf((custom_id) => ({
		custom_id,
		body: { model: 'm', messages: [{ role: 'user', content: REPLY.slice(0, 500) }] },
	})),
	output: linesOf((custom_id) => ({ id: `br_${custom_id}`, custom_id, response: answer() })),
};

const server = createServer((incoming, response) => void serve(incoming, response));
server.keepAliveTimeout = 120_000;
server.listen(0, '127.0.0.1', () => {
	process.send?.(`http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`);
});
process.once('disconnect', () => process.exit());

async function serve(incoming: IncomingMessage, response: ServerResponse): Promise<void> {
	let size = 0;
	for await (const piece of incoming) size += (piece as Buffer).length;
	const file = files[incoming.url?.split('/')[3] ?? ''];
	if (incoming.method === 'GET' && file) {
		response.writeHead(200, { 'content-length': file.length }).end(file);
		return;
	}
	response.writeHead(200, { 'content-type': 'application/json' });
	response.end(JSON.stringify({ id: 'file-1', bytes: size }));
}

function answer(): object {
	const message = { role: 'assistant', content: REPLY, tool_calls: [] };
	return {
		status_code: 200,
		body: {
			id: 'o1',
			object: 'chat.completion',
			created: 1,
			model: 'm',
			choices: [{ index: 0, finish_reason: 'stop', logprobs: null, seed: 1, message }],
			usage: { prompt_tokens: 100, completion_tokens: 400, total_tokens: 500 },
		},
	};
}

/** In an order of their own, as the API gives them. */
function linesOf(row: (customId: string) => object): Buffer {
	const lines: string[] = [];
	for (let at = 0; at < rows; at++) {
		lines.push(`${JSON.stringify(row(String((at * 7_919) % rows)))}\n`);
	}
	return Buffer.from(lines.join(''));
}
