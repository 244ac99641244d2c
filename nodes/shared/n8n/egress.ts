import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ISupplyDataFunctions,
	NodeEgressFilter,
} from 'n8n-workflow';

import type { EgressRules } from '../host/port';

/**
 * The rules of the host n8n on which addresses may be reached, for connections that n8n's own HTTP
 * helper does not make. n8n offers them since 2.30; before that there are none.
 */
export function egressRules(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions | ISupplyDataFunctions,
): EgressRules | undefined {
	const helpers: { getSecureEgressFilter?: () => NodeEgressFilter } = context.helpers;
	const filter = helpers.getSecureEgressFilter?.();
	if (!filter) return undefined;
	return {
		lookup: filter.createSecureLookup(),
		refuse: async (url) => {
			const result = await filter.validateUrl(url);
			return result.ok ? undefined : result.error.message;
		},
	};
}
