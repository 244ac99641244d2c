import type { Handler } from '../resource';
import type { Answer } from './answer';
import { hash, type Ids } from './ids';
import type { Site } from './site';

/** Presigned links, at an origin of their own. Whoever has a link needs no key. */
export class Storage {
	/** Where it listens, e.g. `http://127.0.0.1:1234`. Set before the first request can come. */
	origin = '';
	private readonly links = new Map<string, Handler>();

	constructor(private readonly ids: Ids) {}

	/**
	 * Makes a link that is good for this method.
	 *
	 * @param name last part of the path, as a file's name is
	 */
	link(method: string, name: string, handle: Handler): string {
		const id = this.ids.uuid();
		const target = `/${id}/${encodeURIComponent(name)}?X-Amz-Signature=${hash(id).toString('hex')}`;
		this.links.set(`${method} ${target}`, handle);
		return `${this.origin}${target}`;
	}

	/** What is served behind the links. */
	site(): Site {
		return {
			needsKey: false,
			find: (method, { pathname, search }) => {
				const handle = this.links.get(`${method} ${pathname}${search}`);
				return handle && { route: { method, path: 'storage', handle }, params: {} };
			},
			missing: () => DENIED,
		};
	}
}

const DENIED: Answer = {
	status: 403,
	headers: { 'content-type': 'application/xml' },
	body: '<?xml version="1.0" encoding="UTF-8"?><Error><Code>AccessDenied</Code></Error>',
};
