import type { Resource } from './resource';
import { account } from './resources/account';
import { batches } from './resources/batches/batches';
import { chat } from './resources/chat/chat';
import { embeddings } from './resources/embeddings';
import { files } from './resources/files';
import { models } from './resources/models';
import { rerank } from './resources/rerank';
import { notFound, refusal } from './shared/errors';
import type { Site } from './shared/site';

/** All the stand-in serves: one line per resource. */
export const RESOURCES: readonly Resource[] = [
	account,
	batches,
	chat,
	embeddings,
	files,
	models,
	rerank,
];

/** Finds the route of a request by method and path; of several that fit, the one listed first. */
export function apiSite(resources: readonly Resource[]): Site {
	const routes = resources.flat().map((route) => ({ route, parts: route.path.split('/') }));
	return {
		needsKey: true,
		find: (method, { pathname }) => {
			const given = pathname.split('/');
			for (const { route, parts } of routes) {
				const params = route.method === method ? match(parts, given) : undefined;
				if (params) return { route, params };
			}
			return undefined;
		},
		missing: (method, path) => refusal(notFound(method, path)),
	};
}

/** What stands where the route has a name, or undefined where the paths differ. */
function match(
	parts: readonly string[],
	given: readonly string[],
): Record<string, string> | undefined {
	if (parts.length !== given.length) return undefined;
	const params: Record<string, string> = {};
	for (const [at, part] of parts.entries()) {
		const value = given[at] ?? '';
		if (part.startsWith(':') && value !== '') params[part.slice(1)] = decodeURIComponent(value);
		else if (part !== value) return undefined;
	}
	return params;
}
