import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startProxy, type ProxyServer } from './proxyServer';
import { runInChild } from './runInChild';
import { NODE_NAME, runNode } from '../faults/node';
import { freePort, selfSigned } from '../faults/nowhere';
import { SOURCE } from '../faults/source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

jest.setTimeout(20_000);

const NAMES = ['HTTP_PROXY', 'HTTPS_PROXY', 'ALL_PROXY', 'NO_PROXY'];
const VARIABLES = [...NAMES, ...NAMES.map((name) => name.toLowerCase())];
const before = new Map(VARIABLES.map((name) => [name, process.env[name]]));

let proxy: ProxyServer;
let server: StandIn;

beforeEach(async () => {
	for (const name of VARIABLES) delete process.env[name];
	proxy = await startProxy();
	server = await startStandIn();
});

afterEach(async () => {
	for (const [name, value] of before) {
		if (value === undefined) delete process.env[name];
		else process.env[name] = value;
	}
	await server.close();
	await proxy.close();
});

async function run() {
	const apiKey = `tgp_v1_${randomUUID()}`;
	const done = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey,
		items: 6,
		onError: 'continueRegularOutput',
		requests: { maxConcurrency: 2, maxRetries: 0 },
	});
	return { apiKey, jsons: nodeOutcome(done, NODE_NAME).items.map(({ json }) => json) };
}

it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('goes through %s', async (name) => {
	process.env[name] = proxy.url;
	const { apiKey, jsons } = await run();
	expect(jsons.filter(({ text }) => text !== undefined)).toHaveLength(6);
	const { host } = new URL(server.url);
	expect(new Set(proxy.targets)).toEqual(new Set([host]));
	// Tunnels are kept: two at a time, and no connection past them.
	expect(proxy.targets.length).toBeLessThanOrEqual(2);
	expect(server.connections).toBe(proxy.targets.length);
	expect(JSON.stringify(proxy.headers)).not.toContain(apiKey);
});

it.each([
	['HTTPS_PROXY is for https only', { HTTPS_PROXY: 'proxy' }],
	['NO_PROXY names the host', { HTTP_PROXY: 'proxy', NO_PROXY: 'example.com,127.0.0.1' }],
	['NO_PROXY is a star', { ALL_PROXY: 'proxy', NO_PROXY: '*' }],
])('goes past the proxy: %s', async (_, variables: Record<string, string>) => {
	for (const [name, value] of Object.entries(variables)) {
		process.env[name] = value === 'proxy' ? proxy.url : value;
	}
	const { jsons } = await run();
	expect(jsons.filter(({ text }) => text !== undefined)).toHaveLength(6);
	expect(proxy.targets).toEqual([]);
});

it('shows the user name and password of the proxy to nobody else', async () => {
	process.env.HTTP_PROXY = proxy.url.replace('//', '//me:hush-hush@');
	const { jsons } = await run();
	expect(jsons.filter(({ text }) => text !== undefined)).toHaveLength(6);
	const basic = `Basic ${Buffer.from('me:hush-hush').toString('base64')}`;
	expect(proxy.headers[0]?.['proxy-authorization']).toBe(basic);
	expect(JSON.stringify(server.requests)).not.toContain(basic);
});

it.each(['407 Who are you', '502 No way'])('tells that the proxy refuses: %s', async (refusal) => {
	const refusing = await startProxy(refusal);
	process.env.HTTP_PROXY = refusing.url.replace('//', '//me:hush-hush@');
	const { apiKey, jsons } = await run();
	await refusing.close();
	for (const json of jsons) {
		expect(json.details).toMatchObject({ kind: 'network', attempts: 1 });
		expect(json.error).toMatch(new RegExp(`^The proxy .*${refusal.slice(0, 3)}`));
	}
	expect(JSON.stringify(jsons)).not.toMatch(/hush/);
	expect(JSON.stringify(refusing.headers)).not.toContain(apiKey);
	expect(server.connections).toBe(0);
});

it('tells that the proxy is not there', async () => {
	process.env.HTTP_PROXY = `http://127.0.0.1:${await freePort()}`;
	const { jsons } = await run();
	for (const json of jsons) {
		expect(json.details).toEqual({ kind: 'network', code: 'ECONNREFUSED', attempts: 1 });
	}
	expect(server.connections).toBe(0);
});

it('goes to https through HTTPS_PROXY, and checks the certificate of the server', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'together-ai-ca-'));
	const trusted = join(folder, 'cert.pem');
	writeFileSync(trusted, selfSigned().cert);
	const secure = await startStandIn({ tls: selfSigned() });
	const baseUrl = secure.url.replace('127.0.0.1', 'localhost');
	const task = { baseUrl, items: 2, requests: { maxConcurrency: 1, maxRetries: 0 } };
	const env = { HTTPS_PROXY: proxy.url };
	const trusting = await runInChild(task, { ...env, NODE_EXTRA_CA_CERTS: trusted });
	const doubting = await runInChild(task, env);
	await secure.close();
	rmSync(folder, { recursive: true });
	expect(trusting.items.filter(({ text }) => text !== undefined)).toHaveLength(2);
	expect(secure.requests).toHaveLength(2);
	expect(new Set(proxy.targets)).toEqual(new Set([new URL(baseUrl).host]));
	for (const { details } of doubting.items) {
		expect(details).toMatchObject({ kind: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
	}
});
