import type { LookupFunction } from 'node:net';

import { toTransportFailure } from './failure';
import { TransportFailure, type EgressRules } from './port';
import { isObject } from '../json';

/**
 * Asks the rules whether a URL may be reached.
 * @throws {TransportFailure} `blocked` when it may not, `network` when that could not be found out
 */
export async function checkEgress(
	egress: EgressRules,
	url: string,
	signal: AbortSignal | undefined,
): Promise<void> {
	const refused = await egress.refuse(url).catch((error: unknown) => {
		throw toTransportFailure(error, signal, new URL(url).host);
	});
	if (refused) throw new TransportFailure('blocked', refused);
}

/** The lookup of the rules, with a refusal told as one: the host's own error has no code to know it by. */
export function guardedLookup(lookup: LookupFunction): LookupFunction {
	return (hostname, options, callback) => {
		lookup(hostname, options, (error, ...result) => {
			const isRefusal = error !== null && !(isObject(error) && 'code' in error);
			callback(isRefusal ? new TransportFailure('blocked', error.message) : error, ...result);
		});
	};
}
