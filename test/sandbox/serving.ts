import { request, type Dispatcher } from 'undici';

import { startStandIn, type StandIn, type StandInOptions } from '../../sandbox/standIn';
import type { Handler, Resource, Route } from '../../sandbox/together/resource';

/** Runs a body against a stand-in that serves these routes only, and is closed afterwards. */
export async function serving<T>(
	resource: Resource,
	use: (standIn: StandIn) => Promise<T>,
	options: StandInOptions = {},
): Promise<T> {
	const standIn = await startStandIn(options, [resource]);
	try {
		return await use(standIn);
	} finally {
		await standIn.close();
	}
}

export function route(method: string, path: string, handle: Handler): Route {
	return { method, path, handle };
}

/** Asks with a key and follows no redirect. The path is with version. */
export async function call(
	standIn: StandIn,
	method: Dispatcher.HttpMethod,
	path: string,
	rest: Pick<Dispatcher.RequestOptions, 'body'> & { headers?: Record<string, string> } = {},
): Promise<Dispatcher.ResponseData> {
	const { headers, body = null } = rest;
	return await request(new URL(path, standIn.url), {
		method,
		headers: { authorization: 'Bearer any', ...headers },
		body,
	});
}
