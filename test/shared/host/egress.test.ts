import { runInChild } from './runInChild';
import { TransportFailure } from '../../../nodes/shared/host/port';
import { transport } from '../../../nodes/shared/host/transport';
import { startStandIn } from '../../../sandbox/standIn';

const ON = { N8N_SSRF_PROTECTION_ENABLED: 'true' };

/** Runs one item under n8n's own egress filter. */
async function runFiltered(env: NodeJS.ProcessEnv, host = '127.0.0.1') {
	const server = await startStandIn();
	const baseUrl = server.url.replace('127.0.0.1', host);
	const { items, exitCode } = await runInChild(
		{ baseUrl, items: 1, requests: { maxRetries: 0 } },
		env,
	);
	await server.close();
	expect(exitCode).toBe(0);
	return { json: items[0], connections: server.connections };
}

it('opens no connection to an address that n8n forbids', async () => {
	const { json, connections } = await runFiltered(ON);
	expect(json?.details).toEqual({ kind: 'blocked', attempts: 1 });
	expect(json?.error).toMatch(/restricted IP address\. Ask the administrator/);
	expect(connections).toBe(0);
});

it('opens no connection to a name that leads to a forbidden address', async () => {
	const { json, connections } = await runFiltered(ON, 'localhost');
	expect(json?.details).toEqual({ kind: 'blocked', attempts: 1 });
	expect(connections).toBe(0);
});

it('asks an address that n8n allows', async () => {
	const env = { ...ON, N8N_SSRF_ALLOWED_IP_RANGES: '127.0.0.1/32' };
	const { json, connections } = await runFiltered(env);
	expect(json).toHaveProperty('text');
	expect(connections).toBe(1);
});

it('tells a name that cannot be found as a fault of the network', async () => {
	const { json } = await runFiltered(ON, 'no-such-host.invalid');
	expect(json?.details).toEqual({
		kind: 'network',
		code: expect.stringMatching(/^(ENOTFOUND|EAI_AGAIN)$/) as unknown,
		attempts: 1,
	});
	expect(json?.error).toMatch(/^The host name could not be/);
});

it('obeys a lookup that refuses when it comes to connecting', async () => {
	const server = await startStandIn();
	const request = transport.send({
		method: 'GET',
		url: `${server.url.replace('127.0.0.1', 'localhost')}/models`,
		headers: {},
		silenceTimeoutMs: 1_000,
		egress: {
			refuse: async () => await Promise.resolve(undefined),
			lookup: (_hostname, _options, done) => done(new Error('It leads inside now'), ''),
		},
	});
	const error = await request.catch((reason: unknown) => reason);
	await server.close();
	expect(error).toBeInstanceOf(TransportFailure);
	expect(error).toMatchObject({ kind: 'blocked', message: 'It leads inside now' });
	expect(server.connections).toBe(0);
});
