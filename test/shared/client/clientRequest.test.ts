import type { ChatCompletionRequest } from '../../../nodes/shared/chat/types';
import { EVENTS, sse } from '../../support/recordings';
import { always, clientFor, KEY, streaming, withServer, follow } from '../../support/server';

const REQUEST: ChatCompletionRequest = {
	model: 'openai/gpt-oss-120b',
	messages: [{ role: 'user', content: 'Grüße 👩‍🚀' }],
	max_tokens: 10,
};
const COMPLETION = JSON.stringify({ id: 'o1', choices: [{ message: { content: 'Hi' } }] });

it('asks for a completion in one piece', async () => {
	await withServer(always(200, COMPLETION), async (server) => {
		await clientFor(server).chat.create(REQUEST);
		const [received] = server.received;
		expect(server.received).toHaveLength(1);
		expect(received).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
		expect(JSON.parse(received?.body ?? '')).toEqual({ ...REQUEST, stream: false });
		expect(received?.headers).toEqual({
			host: server.host,
			connection: 'keep-alive',
			authorization: `Bearer ${KEY}`,
			accept: 'application/json',
			'accept-encoding': 'identity',
			'content-type': 'application/json',
			'content-length': String(Buffer.byteLength(received?.body ?? '')),
			'user-agent': 'n8n-nodes-together-ai',
		});
	});
});

it('asks for a streamed completion with its usage', async () => {
	await withServer(streaming(sse(...EVENTS)), async (server) => {
		await follow(clientFor(server), REQUEST, () => {});
		const [received] = server.received;
		expect(server.received).toHaveLength(1);
		expect(received).toMatchObject({ method: 'POST', path: '/v1/chat/completions' });
		expect(JSON.parse(received?.body ?? '')).toEqual({
			...REQUEST,
			stream: true,
			stream_options: { include_usage: true },
		});
		expect(received?.headers).toMatchObject({
			authorization: `Bearer ${KEY}`,
			accept: 'text/event-stream',
			'accept-encoding': 'identity',
			'content-type': 'application/json',
		});
	});
});

it('asks for the models without a body', async () => {
	const models = JSON.stringify([{ id: 'a/b', type: 'chat' }]);
	await withServer(always(200, models), async (server) => {
		expect(await clientFor(server).models.list()).toEqual([{ id: 'a/b', type: 'chat' }]);
		const [received] = server.received;
		expect(received).toMatchObject({ method: 'GET', path: '/v1/models', body: '' });
		expect(received?.headers).toEqual({
			host: server.host,
			connection: 'keep-alive',
			authorization: `Bearer ${KEY}`,
			accept: 'application/json',
			'accept-encoding': 'identity',
			'user-agent': 'n8n-nodes-together-ai',
		});
	});
});

it('goes to the path of a gateway', async () => {
	await withServer(always(200, COMPLETION), async (server) => {
		const url = `http://${server.host}/team/together`;
		await clientFor({ url }).chat.create(REQUEST);
		expect(server.received[0]?.path).toBe('/team/together/chat/completions');
	});
});

it('does not change the request it was given', async () => {
	const request = Object.freeze({ ...REQUEST });
	await withServer(streaming(sse(...EVENTS)), async (server) => {
		await follow(clientFor(server), request, () => {});
		expect(request).toEqual(REQUEST);
	});
});

describe('the egress rules of the host', () => {
	const lookup = () => {
		throw new Error('An address needs no lookup');
	};

	it('refuse an address before anything is sent', async () => {
		await withServer(always(200, COMPLETION), async (server) => {
			const asked: string[] = [];
			const refuse = (url: string) => {
				asked.push(url);
				return Promise.resolve('127.0.0.1 is forbidden');
			};
			const client = clientFor(server, { egress: { refuse, lookup } });
			await expect(client.chat.create(REQUEST)).rejects.toMatchObject({
				kind: 'blocked',
				message: '127.0.0.1 is forbidden',
				details: {},
			});
			expect(asked).toEqual([`${server.url}/chat/completions`]);
			expect(server.connections()).toBe(0);
		});
	});

	it('let an address pass', async () => {
		await withServer(always(200, COMPLETION), async (server) => {
			const refuse = () => Promise.resolve(undefined);
			const client = clientFor(server, { egress: { refuse, lookup } });
			await expect(client.chat.create(REQUEST)).resolves.toMatchObject({ id: 'o1' });
		});
	});

	it('look up the host name', async () => {
		await withServer(always(200, COMPLETION), async (server) => {
			const names: string[] = [];
			const client = clientFor(
				{ url: server.url.replace('127.0.0.1', 'host.example.invalid') },
				{
					egress: {
						refuse: () => Promise.resolve(undefined),
						lookup: (hostname, options, callback) => {
							names.push(hostname);
							if (options.all) callback(null, [{ address: '127.0.0.1', family: 4 }]);
							else callback(null, '127.0.0.1', 4);
						},
					},
				},
			);
			await expect(client.chat.create(REQUEST)).resolves.toMatchObject({ id: 'o1' });
			expect(names).toEqual(['host.example.invalid']);
			expect(server.received).toHaveLength(1);
		});
	});
});
