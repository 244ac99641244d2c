import { getProxyForUrl } from 'proxy-from-env';
import type { Dispatcher } from 'undici';

import { watchedClients } from './connectionUse';
import { guardedLookup } from './egress';
import { TransportFailure, type EgressRules } from './port';

type Undici = typeof import('undici');

/** Time to open a connection, TLS included, in ms. Separate from the silence time-out. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Idle connections are kept for this long, in ms. Short, because a request that meets a connection
 * the server has just closed has to be sent again.
 */
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_MAX_MS = 25_000;

const pools = new Map<string, Dispatcher>();

/**
 * The connection pool of an origin, shared by all executions in the process. Idle connections
 * close by themselves and do not keep the process alive. Proxies come from HTTP_PROXY,
 * HTTPS_PROXY, ALL_PROXY and NO_PROXY, read by what n8n itself reads them with.
 * @param origin for instance `https://api.together.ai`
 * @param egress the rules of the host n8n, where it has some: forbidden addresses are not connected to
 * @throws {TransportFailure} `proxy` when the variable holds no valid address
 */
export async function poolFor(
	origin: string,
	egress: EgressRules | undefined,
): Promise<Dispatcher> {
	const undici = await loadUndici();
	const key = JSON.stringify([origin, egress !== undefined, getProxyForUrl(origin)]);
	const pool = pools.get(key) ?? openPool(undici, origin, egress);
	pools.set(key, pool);
	return pool;
}

/**
 * A pool like that of {@link poolFor} that shares its connections with nobody. To be closed by whoever
 * asked for it.
 */
export async function ownPool(
	origin: string,
	egress: EgressRules | undefined,
): Promise<Dispatcher> {
	return openPool(await loadUndici(), origin, egress);
}

function openPool(undici: Undici, origin: string, egress: EgressRules | undefined): Dispatcher {
	const proxy = getProxyForUrl(origin);
	const settings = settingsFor(undici, egress);
	// Not undici's Agent, which closes a new pool on behalf of an old one of the same origin.
	return proxy ? throughProxy(undici, origin, proxy, settings) : new undici.Pool(origin, settings);
}

function settingsFor(undici: Undici, egress: EgressRules | undefined) {
	return {
		factory: watchedClients(undici),
		connect: {
			timeout: CONNECT_TIMEOUT_MS,
			...(egress && { lookup: guardedLookup(egress.lookup) }),
		},
		keepAliveTimeout: KEEP_ALIVE_MS,
		keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
		allowH2: false,
	};
}

function throughProxy(
	{ Pool, ProxyAgent }: Undici,
	origin: string,
	proxy: string,
	settings: ReturnType<typeof settingsFor>,
): Dispatcher {
	try {
		return new ProxyAgent({
			...settings,
			...readProxy(proxy),
			proxyTls: settings.connect,
			requestTls: settings.connect,
			// Many proxies open tunnels to the port of https only.
			proxyTunnel: false,
			// Requests to http are given no settings otherwise.
			factory: (target, own) =>
				new Pool(target, { ...settings, ...own, factory: settings.factory }),
		});
	} catch {
		throw invalidProxy(origin);
	}
}

/** The address of a proxy, and its login for the header: undici leaves out a user without password. */
function readProxy(proxy: string): { uri: string; token?: string } {
	const { username, password } = new URL(proxy);
	if (!username && !password) return { uri: proxy };
	const login = `${decodeURIComponent(username)}:${decodeURIComponent(password)}`;
	return { uri: proxy, token: `Basic ${Buffer.from(login).toString('base64')}` };
}

/** The address is not repeated: it may hold a password. */
function invalidProxy(origin: string): TransportFailure {
	const name = origin.startsWith('https:') ? 'HTTPS_PROXY' : 'HTTP_PROXY';
	return new TransportFailure(
		'proxy',
		`The address of the proxy in ${name} or ALL_PROXY is not valid`,
	);
}

let undici: Promise<Undici> | undefined;

/**
 * Loads undici on first use, as loading takes tens of milliseconds, and keeps it, as a compiled
 * `import()` does its work anew each time.
 *
 * undici claims the process's global dispatcher when nobody has yet, and Node 20's own fetch breaks
 * on a newer undici's dispatcher. Touching a fetch class first makes Node load its own copy, so the
 * claim goes to it and code that shares the process with this package keeps a working fetch.
 */
async function loadUndici(): Promise<Undici> {
	void globalThis.Response;
	return await (undici ??= import('undici'));
}
