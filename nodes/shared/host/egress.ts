import type { LookupFunction } from 'node:net';

import { ApiError } from '../http/errors';
import { toApiError } from './failure';
import { isObject } from '../json';

/** Rules of the host n8n on which addresses may be reached. */
export interface EgressRules {
	/** Resolves to the reason a URL may not be reached, or to undefined. */
	refuse(url: string): Promise<string | undefined>;
	/** A DNS lookup that fails for forbidden addresses. */
	lookup: LookupFunction;
}

/**
 * Asks the rules whether a URL may be reached.
 * @throws {ApiError} `blocked` when it may not, `network` when that could not be found out
 */
export async function checkEgress(
	egress: EgressRules,
	url: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const refused = await egress.refuse(url).catch((error: unknown) => {
		throw toApiError(error, signal, new URL(url).host);
	});
	if (refused) throw new ApiError('blocked', refused);
}

/** The lookup of the rules, with a refusal told as one: the host's own error has no code to know it by. */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
	return (hostname, options, callback) => {
		lookup(hostname, options, (error, ...result) => {
			const isRefusal = error !== null && !(isObject(error) && 'code' in error);
			callback(isRefusal ? new ApiError('blocked', error.message) : error, ...result);
		});
	};
}
