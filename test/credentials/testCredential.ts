import { CredentialTestContext } from 'n8n-core';
import type { ICredentialDataDecryptedObject, INodeCredentialTestResult } from 'n8n-workflow';

import { TogetherAi } from '../../nodes/TogetherAi/TogetherAi.node';

/** Tests a credential as n8n does: with its own context, by the function that the node names. */
export async function testCredential(
	data: ICredentialDataDecryptedObject,
): Promise<INodeCredentialTestResult> {
	const { testTogetherAiApi } = new TogetherAi().methods.credentialTest;
	const credential = { id: '1', name: 'Together AI', type: 'togetherAiApi', data };
	return await testTogetherAiApi.call(new CredentialTestContext(), credential);
}
