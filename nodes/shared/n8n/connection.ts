import type {
	IExecuteFunctions,
	ILoadOptionsFunctions,
	IPollFunctions,
	ISupplyDataFunctions,
} from 'n8n-workflow';

import { readCredential } from './credential';
import { egressRules } from './egress';
import { TogetherClient } from '../client/client';
import { readRequestSettings } from '../client/requestSettings';

const CREDENTIAL = 'togetherAiApi';

/**
 * A client for the credential of the node.
 * @param settings how requests are sent; by default as a form without settings has it
 * @throws {FormError} when a field of the credential cannot be used
 */
export async function openClient(
	context: IExecuteFunctions | ILoadOptionsFunctions | IPollFunctions | ISupplyDataFunctions,
	settings = readRequestSettings({}),
): Promise<TogetherClient> {
	const credential = readCredential(await context.getCredentials(CREDENTIAL));
	const egress = egressRules(context);
	return new TogetherClient({ ...credential, ...(egress && { egress }) }, settings);
}
