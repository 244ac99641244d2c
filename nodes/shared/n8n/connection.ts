import type { IExecuteFunctions, ILoadOptionsFunctions, ISupplyDataFunctions } from 'n8n-workflow';

import { egressRules } from './egress';
import { normalizeBaseUrl } from '../api/baseUrl';
import { TogetherClient } from '../api/client';
import { FormError } from '../chat/formError';
import { asString } from '../unknown';

const CREDENTIAL = 'togetherAiApi';

/**
 * A client for the credential of the node.
 * @param silenceTimeoutMs how long the server may be silent, in ms
 * @throws {FormError} when the key is empty or the base URL is not a URL
 */
export async function openConnection(
	context: IExecuteFunctions | ILoadOptionsFunctions | ISupplyDataFunctions,
	silenceTimeoutMs: number,
): Promise<TogetherClient> {
	const credential = await context.getCredentials(CREDENTIAL);
	const apiKey = asString(credential['apiKey'])?.trim() ?? '';
	if (!apiKey) {
		throw new FormError(
			'API Key',
			'is empty',
			'Enter the key in the Together AI credential. You find it at api.together.ai/settings/api-keys.',
		);
	}
	if (!/^[\x21-\x7e]+$/.test(apiKey)) {
		throw new FormError(
			'API Key',
			'holds spaces or characters that no key has',
			'Copy only the key into the Together AI credential, without "Bearer" before it.',
		);
	}
	const egress = egressRules(context);
	const baseUrl = readBaseUrl(credential['baseUrl']);
	return new TogetherClient({ apiKey, baseUrl, silenceTimeoutMs, ...(egress && { egress }) });
}

function readBaseUrl(value: unknown): string {
	try {
		return normalizeBaseUrl(value);
	} catch (error) {
		return failBaseUrl(error instanceof Error ? error.message : '');
	}
}

function failBaseUrl(reason: string): never {
	throw new FormError('Base URL', 'cannot be used', `${reason}.`);
}
