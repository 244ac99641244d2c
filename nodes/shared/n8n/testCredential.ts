import type {
	ICredentialsDecrypted,
	ICredentialTestFunctions,
	INodeCredentialTestResult,
} from 'n8n-workflow';

import { readCredential } from './credential';
import { describeFailure } from './failure';
import { TogetherClient } from '../client/client';
import { readRequestSettings } from '../client/requestSettings';
import { throughHelper } from '../host/helperTransport';

/** Somebody waits for it in the editor: better a clear error after this time, in ms, than a long spinner. */
const TIMEOUT_MS = 30_000;

/**
 * Tests a credential as the nodes use it: read by the same function, sent by the same client, told
 * in the same words. It passes only when a list of models came back.
 */
export async function testTogetherAiApi(
	this: ICredentialTestFunctions,
	{ data = {} }: ICredentialsDecrypted,
): Promise<INodeCredentialTestResult> {
	try {
		const account = { ...readCredential(data), transport: throughHelper(this.helpers) };
		const settings = { ...readRequestSettings({}), silenceTimeoutMs: TIMEOUT_MS };
		await new TogetherClient(account, settings).models.list();
		return { status: 'OK', message: 'Connection successful!' };
	} catch (error) {
		return { status: 'Error', message: describeFailure(error) };
	}
}
