import type { ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { always, clientFor, failureOf, withServer } from '../../support/server';
import { PROXY_VARIABLES, startProxy, type ProxyServer } from './proxyServer';

const REQUEST: ChatCompletionRequest = {
	model: 'm',
	messages: [{ role: 'user', content: 'Hello' }],
};
const ANSWER = always(200, JSON.stringify({ id: 'o1', choices: [{ message: { content: 'Hi' } }] }));

/** Runs a body against a proxy that is closed afterwards, whatever happens. */
async function withProxy(use: (proxy: ProxyServer) => Promise<void>) {
	const proxy = await startProxy();
	try {
		await use(proxy);
	} finally {
		await proxy.close();
	}
}

// Each test begins without any: ./server clears them when it is loaded.
afterEach(() => {
	for (const name of PROXY_VARIABLES) delete process.env[name];
});

it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])(
	'sends requests to http through %s',
	async (name) => {
		await withServer(ANSWER, async (server) => {
			await withProxy(async ({ url, asked }) => {
				process.env[name] = url;
				const completion = await clientFor(server).chat.create(REQUEST);
				expect(completion.id).toBe('o1');
				expect(asked).toEqual([`POST ${server.url}/chat/completions`]);
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
	{ what: 'it is empty', variables: { HTTP_PROXY: '' } },
	{ what: 'NO_PROXY is a star', variables: { HTTP_PROXY: 'proxy', NO_PROXY: '*, other' } },
	{ what: 'its end is in NO_PROXY', variables: { HTTP_PROXY: 'proxy', NO_PROXY: '*0.0.1' } },
])('goes straight to the server where $what', async ({ variables }) => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			for (const [name, value] of Object.entries(variables)) {
				process.env[name] = value.replace('proxy', url);
			}
			await clientFor(server).chat.create(REQUEST);
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
			const failure = await failureOf(client.chat.create(REQUEST));
			expect(failure.kind).toBe('network');
			expect(asked).toEqual(['CONNECT api.example.invalid:443']);
		});
	},
);

it.each([
	{ what: 'HTTP_PROXY without scheme', variables: { HTTP_PROXY: 'host' } },
	{ what: 'ALL_PROXY without scheme', variables: { ALL_PROXY: 'host' } },
	{
		what: 'HTTP_PROXY beside an empty http_proxy',
		variables: { http_proxy: '', HTTP_PROXY: 'http://host' },
	},
	{
		what: 'HTTP_PROXY, as NO_PROXY is for another port',
		variables: { HTTP_PROXY: 'http://host', NO_PROXY: '127.0.0.1:1' },
	},
])('sends requests through $what', async ({ variables }) => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			for (const [name, value] of Object.entries(variables)) {
				process.env[name] = value?.replace('host', new URL(url).host);
			}
			await clientFor(server).chat.create(REQUEST);
			expect(asked).toHaveLength(1);
		});
	});
});

it('keeps what NO_PROXY names apart from its subdomains', async () => {
	await withProxy(async ({ url, asked }) => {
		process.env['HTTPS_PROXY'] = url;
		process.env['NO_PROXY'] = 'example.invalid:443';
		for (const host of ['example.invalid', 'api.example.invalid']) {
			const client = clientFor({ url: `https://${host}/v1` });
			await failureOf(client.chat.create(REQUEST));
		}
		expect(asked).toEqual(['CONNECT api.example.invalid:443']);
	});
});

it('prefers the proxy of the protocol to ALL_PROXY', async () => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			process.env['HTTP_PROXY'] = url;
			process.env['ALL_PROXY'] = 'http://127.0.0.1:1';
			await clientFor(server).chat.create(REQUEST);
			expect(asked).toEqual([`POST ${server.url}/chat/completions`]);
		});
	});
});

it('follows a change of the environment', async () => {
	await withServer(ANSWER, async (server) => {
		await withProxy(async ({ url, asked }) => {
			const client = clientFor(server);
			await client.chat.create(REQUEST);
			expect(asked).toEqual([]);
			process.env['HTTP_PROXY'] = url;
			await client.chat.create(REQUEST);
			expect(asked).toEqual([`POST ${server.url}/chat/completions`]);
			delete process.env['HTTP_PROXY'];
			await client.chat.create(REQUEST);
			expect(asked).toEqual([`POST ${server.url}/chat/completions`]);
			expect(server.received).toHaveLength(3);
		});
	});
});

it('is a fault of the network when the proxy does not answer', async () => {
	await withServer(ANSWER, async (server) => {
		process.env['HTTP_PROXY'] = 'http://127.0.0.1:1';
		const failure = await failureOf(clientFor(server).chat.create(REQUEST));
		expect(failure).toMatchObject({ kind: 'network', details: { code: 'ECONNREFUSED' } });
		expect(server.connections()).toBe(0);
	});
});
