import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { PROXY_VARIABLES, startProxy, type ProxyServer } from './proxyServer';
import { runInChild } from './runInChild';
import { NODE_NAME, runNode } from '../../faults/node';
import { freePort, selfSigned } from '../../faults/nowhere';
import { SOURCE } from '../../faults/source';
import { nodeOutcome } from '../../../sandbox/engine';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

const before = new Map(PROXY_VARIABLES.map((name) => [name, process.env[name]]));

let proxy: ProxyServer;
let server: StandIn;

beforeEach(async () => {
	for (const name of PROXY_VARIABLES) delete process.env[name];
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

async function run({ baseUrl = server.url, maxRetries = 0 } = {}) {
	const apiKey = `tgp_v1_${randomUUID()}`;
	const done = await runNode({
		package: SOURCE,
		baseUrl,
		apiKey,
		items: 6,
		onError: 'continueRegularOutput',
		requests: { maxConcurrency: 2, maxRetries },
	});
	const jsons = nodeOutcome(done, NODE_NAME).items.map(({ json }) => json);
	expect(jsons).toHaveLength(6);
	return { apiKey, jsons };
}

it.each(['HTTP_PROXY', 'http_proxy', 'ALL_PROXY', 'all_proxy'])('goes through %s', async (name) => {
	process.env[name] = proxy.url;
	const { jsons } = await run();
	expect(jsons.filter(({ text }) => text !== undefined)).toHaveLength(6);
	// Many proxies tunnel to the port of https only.
	expect(proxy.asked).toEqual(jsons.map(() => `POST ${server.url}/chat/completions`));
	// Connections are kept: two at a time.
	expect(proxy.connections()).toBeLessThanOrEqual(2);
	expect(server.requests).toHaveLength(6);
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
	expect(proxy.asked).toEqual([]);
});

it.each([
	['me:hush-hush', 'me:hush-hush'],
	['me%40home:hush%3Ahush', 'me@home:hush:hush'],
	['only-me', 'only-me:'],
])('shows the login %s to the proxy and to nobody else', async (login, told) => {
	process.env.HTTP_PROXY = proxy.url.replace('//', `//${login}@`);
	const { jsons } = await run();
	expect(jsons.filter(({ text }) => text !== undefined)).toHaveLength(6);
	const basic = `Basic ${Buffer.from(told).toString('base64')}`;
	expect(proxy.headers[0]?.['proxy-authorization']).toBe(basic);
	expect(JSON.stringify(server.requests)).not.toContain(basic);
});

it.each([
	{ refusal: '407 Who are you', baseUrl: 'https://api.example.invalid/v1' },
	{ refusal: '502 No way', baseUrl: 'https://api.example.invalid/v1' },
	{ refusal: '407 Who are you', baseUrl: 'http://api.example.invalid/v1' },
])('tells that the proxy refuses: $refusal to $baseUrl', async ({ refusal, baseUrl }) => {
	const refusing = await startProxy(refusal);
	process.env.ALL_PROXY = refusing.url.replace('//', '//me:hush-hush@');
	const { apiKey, jsons } = await run({ baseUrl });
	await refusing.close();
	for (const json of jsons) {
		expect(json.details).toEqual({ kind: 'network', code: 'PROXY_REFUSED', attempts: 1 });
		expect(json.error).toMatch(new RegExp(`^The proxy .*${refusal.slice(0, 3)}`));
	}
	expect(JSON.stringify(jsons)).not.toMatch(/hush/);
	const isTunnel = baseUrl.startsWith('https:');
	expect(JSON.stringify(refusing.headers).includes(apiKey)).toBe(!isTunnel);
});

it.each([
	{ name: 'HTTP_PROXY', value: 'http://me:hush-hush@proxy:port' },
	{ name: 'HTTP_PROXY', value: 'me:hush-hush@proxy:port' },
	{ name: 'http_proxy', value: 'http://me:hush-hush%zz@proxy:3128' },
	{ name: 'HTTPS_PROXY', value: 'ftp://me:hush-hush@proxy:3128' },
	{ name: 'ALL_PROXY', value: 'http://me:hush-hush@' },
	{ name: 'ALL_PROXY', value: ' ' },
])('asks once when $name is "$value", and says which variable is wrong', async (variable) => {
	process.env[variable.name] = variable.value;
	const scheme = variable.name.startsWith('HTTPS') ? 'https' : 'http';
	const baseUrl = `${scheme}://api.example.invalid/v1`;
	const { jsons } = await run({ baseUrl, maxRetries: 3 });
	for (const json of jsons) {
		expect(json.details).toEqual({ kind: 'proxy', attempts: 1 });
		const named = `${scheme.toUpperCase()}_PROXY or ALL_PROXY`;
		expect(json.error).toBe(
			`The address of the proxy in ${named} is not valid. Correct the variable for the n8n process: an address of a proxy looks like http://proxy.example.com:3128.`,
		);
	}
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
	const tunnels = proxy.asked.length;
	const doubting = await runInChild(task, env);
	await secure.close();
	rmSync(folder, { recursive: true });
	expect(trusting.items.filter(({ text }) => text !== undefined)).toHaveLength(2);
	expect(secure.requests).toHaveLength(2);
	expect(tunnels).toBe(1);
	expect(new Set(proxy.asked)).toEqual(new Set([`CONNECT ${new URL(baseUrl).host}`]));
	// What goes through the tunnel is not for the proxy to read.
	expect(JSON.stringify(proxy.headers)).not.toContain('Bearer');
	expect(doubting.items).toHaveLength(2);
	for (const { details } of doubting.items) {
		expect(details).toMatchObject({ kind: 'network', code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
	}
});
