import type { LookupFunction } from 'node:net';
import type { Dispatcher } from 'undici';

/** How connections to one origin are made. */
export interface DispatcherOptions {
	/** The origin, for instance `https://api.together.ai`. */
	origin: string;
	/** A lookup that refuses forbidden addresses, where the host n8n has one. */
	lookup?: LookupFunction;
}

/** Time to open a connection, TLS included, in ms. Separate from the silence time-out. */
const CONNECT_TIMEOUT_MS = 15_000;

/**
 * Idle connections are kept for this long, in ms. Short, because a POST that meets a connection
 * the server has just closed cannot be sent again safely by the transport.
 */
const KEEP_ALIVE_MS = 4_000;
const KEEP_ALIVE_MAX_MS = 25_000;

const dispatchers = new Map<string, Dispatcher>();

/**
 * The connection pool of an origin, shared by all executions in the process. Idle connections
 * close by themselves and do not keep the process alive. Proxies come from HTTP_PROXY,
 * HTTPS_PROXY, ALL_PROXY and NO_PROXY.
 */
export async function dispatcherFor(options: DispatcherOptions): Promise<Dispatcher> {
	const { Agent, EnvHttpProxyAgent } = await loadUndici();
	const proxy = proxyFromEnvironment(options.origin);
	const key = JSON.stringify([options.origin, options.lookup !== undefined, proxy]);
	let dispatcher = dispatchers.get(key);
	if (!dispatcher) {
		const connect = {
			timeout: CONNECT_TIMEOUT_MS,
			...(options.lookup && { lookup: options.lookup }),
		};
		const settings = {
			connect,
			keepAliveTimeout: KEEP_ALIVE_MS,
			keepAliveMaxTimeout: KEEP_ALIVE_MAX_MS,
			allowH2: false,
		};
		dispatcher = proxy
			? new EnvHttpProxyAgent({ ...settings, ...proxy, proxyTls: connect, requestTls: connect })
			: new Agent(settings);
		dispatchers.set(key, dispatcher);
	}
	return dispatcher;
}

let undici: Promise<typeof import('undici')> | undefined;

/**
 * Loads undici on first use, as loading takes tens of milliseconds, and keeps it, as a compiled
 * `import()` does its work anew each time.
 *
 * undici claims the process's global dispatcher when nobody has yet, and Node 20's own fetch breaks
 * on a newer undici's dispatcher. Touching a fetch class first makes Node load its own copy, so the
 * claim goes to it and code that shares the process with this package keeps a working fetch.
 */
async function loadUndici(): Promise<typeof import('undici')> {
	void globalThis.Response;
	return await (undici ??= import('undici'));
}

/**
 * The proxy for an origin, chosen as n8n chooses it: by the protocol of the target, ALL_PROXY for
 * both. undici alone would not read ALL_PROXY and would send https through HTTP_PROXY.
 */
function proxyFromEnvironment(
	origin: string,
): { httpProxy: string; httpsProxy: string; noProxy: string } | undefined {
	const name = origin.startsWith('https:') ? 'HTTPS_PROXY' : 'HTTP_PROXY';
	const proxy = fromEnvironment(name) || fromEnvironment('ALL_PROXY');
	if (!proxy) return undefined;
	return { httpProxy: proxy, httpsProxy: proxy, noProxy: fromEnvironment('NO_PROXY') };
}

function fromEnvironment(name: string): string {
	return (process.env[name.toLowerCase()] ?? process.env[name] ?? '').trim();
}
