import type { IExecuteFunctions, ILoadOptionsFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { readCredential } from './credential';
import { egressRules } from './egress';
import { TogetherClient } from '../client/client';

const CREDENTIAL = 'togetherAiApi';

/**
 * A client for the credential of the node.
 * @param silenceTimeoutMs how long the server may be silent, in ms
 * @throws {FormError} when a field of the credential cannot be used
 */
export async function openConnection(
	context: IExecuteFunctions | ILoadOptionsFunctions | ISupplyDataFunctions,
	silenceTimeoutMs: number,
): Promise<TogetherClient> {
	const credential = readCredential(await context.getCredentials(CREDENTIAL));
	const egress = egressRules(context);
	return new TogetherClient({ ...credential, silenceTimeoutMs, ...(egress && { egress }) });
}
