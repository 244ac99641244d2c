import { isObject } from '../json';

/**
 * n8n's SDK for AI nodes, where the host n8n has it (2.16 and later). Loaded only when it is used, so
 * that the package also loads where it is missing.
 * @returns undefined where it is missing
 */
export async function loadAiSdk(): Promise<typeof import('@n8n/ai-node-sdk') | undefined> {
	return await import('@n8n/ai-node-sdk').catch((error: unknown) => {
		const isMissing = isObject(error) && error['code'] === 'MODULE_NOT_FOUND';
		if (!isMissing) throw error;
		return undefined;
	});
}
