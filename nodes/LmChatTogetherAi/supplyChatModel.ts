import type { ISupplyDataFunctions, SupplyData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { useOwnFetch } from './ownFetch';
import { oneOf } from '../shared/form/values';
import { readExtraBody, readOptions } from '../shared/chat/request/options';
import { readSampling } from '../shared/chat/request/sampling';
import { openClient } from '../shared/n8n/connection';
import { toNodeError } from '../shared/n8n/failure';
import { loadAiSdk } from '../shared/n8n/aiSdk';
import { createModelFetch } from './modelFetch';
import { readRequestSettings } from '../shared/client/requestSettings';
import { asObject } from '../shared/json';

type OpenAiModel = Extract<
	Parameters<typeof import('@n8n/ai-node-sdk').supplyModel>[1],
	{ type: 'openai' }
>;

/** As good as none, in ms: OpenAI's client counts queue, pauses and retries in. */
const NO_TIMEOUT_MS = 24 * 60 * 60_000;

/**
 * The chat model for an agent or chain: n8n's own, through its SDK, with requests sent by our client.
 * @throws {NodeOperationError} when the host n8n has no SDK, or a field cannot be used
 */
export async function supplyChatModel(
	context: ISupplyDataFunctions,
	itemIndex: number,
): Promise<SupplyData> {
	const sdk = await loadAiSdk();
	if (!sdk) {
		throw new NodeOperationError(context.getNode(), 'This node needs n8n 2.16 or later', {
			description: 'Update n8n, or use the Together AI node, which runs on older versions too.',
		});
	}
	return await openModel(context, itemIndex, sdk.supplyModel).catch((error: unknown) => {
		throw toNodeError(context.getNode(), error, itemIndex);
	});
}

async function openModel(
	context: ISupplyDataFunctions,
	itemIndex: number,
	supplyModel: typeof import('@n8n/ai-node-sdk').supplyModel,
): Promise<SupplyData> {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const settings = readRequestSettings(read('requests'));
	const client = await openClient(context, settings);
	const { apiKey, baseUrl, extraHeader } = client.account;
	const options = asObject(read('options')) ?? {};
	const format = oneOf(['text', 'jsonObject'])(read('responseFormat'), 'Response Format');
	const { stop, ...parameters } = readOptions(options);
	const sampling = readSampling({
		model: context.getNodeParameter('model', itemIndex, undefined, { extractValue: true }),
		temperature: read('temperature'),
		maxTokens: read('maxTokens'),
	});
	const modelOptions: OpenAiModel = {
		type: 'openai',
		baseUrl,
		apiKey,
		...(extraHeader && { defaultHeaders: { [extraHeader.name]: extraHeader.value } }),
		...sampling,
		...(stop && { stop }),
		// The SDK has names for some of these, but drops several on the way.
		additionalParams: {
			...(format === 'jsonObject' && { response_format: { type: 'json_object' } }),
			...parameters,
			...readExtraBody(options),
		},
	};
	const fetch = createModelFetch(client);
	// Our client waits, retries and knows when a server has fallen silent; the SDK's must not cut in.
	const own = supplyModel(context, { ...modelOptions, maxRetries: 0, timeout: NO_TIMEOUT_MS });
	if (useOwnFetch(own.response, fetch)) return own;
	context.logger.warn(
		'Together AI Chat Model: this n8n builds chat models in a new way, so retries and pacing are those of n8n',
	);
	return supplyModel(context, { ...modelOptions, timeout: settings.silenceTimeoutMs });
}
