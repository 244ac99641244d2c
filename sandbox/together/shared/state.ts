import type { Shared } from '../resource';

/**
 * Something of which every stand-in has one of its own, such as the files it was sent: made when it
 * is first asked for, seen by every resource that imports it.
 */
export function perStandIn<T extends object>(create: () => T): (shared: Shared) => T {
	const made = new WeakMap<Shared, T>();
	return (shared) => {
		const own = made.get(shared) ?? create();
		made.set(shared, own);
		return own;
	};
}
