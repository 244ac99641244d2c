import { once } from 'node:events';
import { createServer } from 'node:http';
import { connect, type AddressInfo } from 'node:net';

import type { ChatCompletionRequest } from '../../nodes/shared/api/types';
import { always, clientFor, failureOf, withServer } from './server';

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'Hello' }],
};
const ANSWER = always(200, JSON.stringify({ id: 'o1', choices: [{ message: { content: 'Hi' } }] }));

/** Runs a body against a proxy that tunnels, and refuses hosts that cannot be; gives what it was asked for. */
async function withProxy(use: (proxy: { url: string; asked: string[] }) => Promise<void>) {
	const asked: string[] = [];
	const proxy = createServer((request, response) => {
		asked.push(`${request.method} ${request.url}`);
		response.writeHead(501).end();
	});
	proxy.on('connect', ({ url = '' }, client) => {
		asked.push(url);
		client.on('error', () => {});
		const [host = '', port] = url.split(':');
		if (host.endsWith('.invalid')) {
			client.end('HTTP/1.1 502 Bad Gateway\r\n\r\n');
			return;
		}
		const target = connect(Number(port), host, () => {
			client.write('HTTP/1.1 200 Connection established\r\n\r\n');
			target.pipe(client).pipe(target);
		});
		target.on('error', () => client.destroy());
		client.on('close', () => target.destroy());
	});
	proxy.listen(0, '127.0.0.1');
	await once(proxy, 'listening');
	try {
		const url = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}`;
		await use({ url, asked });
	} finally {
		proxy.close();
		proxy.closeAllConnections();
	}
}

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'].flatMap((name) => [
	name,
	name.toLowerCase(),
]);

// Each test begins without any: ./server clears them when it is loaded.
afterEach(() => {
	for (const name of NAMES) delete process.env[name];
});

it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
	'sends requests to http through %s',
	async (name) => {
		await withServer(ANSWER, async (server) => {
			await withProxy(async ({ url, asked }) => {
				process.env[name] = url;
				const completion = await clientFor(server).createChatCompletion(REQUEST);
				expect(completion.id).toBe('o1');
				expect(asked).toEqual([server.host]);
				expect(server.received[0]?.path).toBe('/v1/chat/completions');
			});
		});
	},
);

it.each([
	{ what: 'there is none', variables: {} },
	{ what: 'it is only for https', variables: { HTTPS_PROXY: 'proxy' } },
	{ what: 'the host is in NO_PROXY', variables: { HTTP_PROXY: 'proxy', NO_PROXY: 'x,127.0.0.1' } },
	{ what: 'every host is in NO_PROXY', variables: { ALL_PROXY: 'proxy', no_proxy: '*' } },
	{ what: 'it is blank', variables: { HTTP_PROXY: ' ' } },
])('goes straight to the server where $what', async ({ variables }) => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			for (const [name, value] of Object.entries(variables)) {
				process.env[name] = value.replace('proxy', url);
			}
			await clientFor(server).createChatCompletion(REQUEST);
			expect(asked).toEqual([]);
			expect(server.received).toHaveLength(1);
		});
	});
});

it.each(['HTTPS_PROXY', 'https_proxy', 'ALL_PROXY'])(
	'sends requests to https through %s, not through HTTP_PROXY',
	async (name) => {
		await withProxy(async ({ url, asked }) => {
			process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
			process.env[name] = url;
			const client = clientFor({ url: 'https://api.example.invalid/v1' });
			const failure = await failureOf(client.createChatCompletion(REQUEST));
			expect(failure.kind).toBe('network');
			expect(asked).toEqual(['api.example.invalid:443']);
		});
	},
);

it('prefers the proxy of the protocol to ALL_PROXY', async () => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			process.env['HTTP_PROXY'] = url;
			process.env['ALL_PROXY'] = 'http://127.0.0.1:1';
			await clientFor(server).createChatCompletion(REQUEST);
			expect(asked).toEqual([server.host]);
		});
	});
});

it('follows a change of the environment', async () => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			const client = clientFor(server);
			await client.createChatCompletion(REQUEST);
			expect(asked).toEqual([]);
			process.env['HTTP_PROXY'] = url;
			await client.createChatCompletion(REQUEST);
			expect(asked).toEqual([server.host]);
			delete process.env['HTTP_PROXY'];
			await client.createChatCompletion(REQUEST);
			expect(asked).toEqual([server.host]);
			expect(server.received).toHaveLength(3);
		});
	});
});

it('is a fault of the network when the proxy does not answer', async () => {
	await withServer(ANSWER, async (server) => {
		process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
		const failure = await failureOf(clientFor(server).createChatCompletion(REQUEST));
		expect(failure).toMatchObject({ kind: 'network', details: { code: 'ECONNREFUSED' } });
		expect(server.connections()).toBe(0);
	});
});
