import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { openClient } from './connection';
import { toNodeError } from './failure';
import type { Model } from '../client/models';
import { readRequestSettings } from '../client/requestSettings';

/** The editor waits for the list: better a clear error after this time, in ms, than a long spinner. */
const LIST_TIMEOUT_MS = 30_000;

/**
 * The chat models of the account whose name or ID contains the filter. A model without a type is
 * kept: servers that follow OpenAI do not tell one.
 */
export async function searchChatModels(
	this: ILoadOptionsFunctions,
	filter?: string,
): Promise<INodeListSearchResult> {
	const models = await listModels(this);
	const wanted = filter?.trim().toLowerCase() ?? '';
	const results = models
		.filter(({ type }) => type === 'chat' || type === '')
		.map((model) => ({ name: label(model), value: model.id }))
		.filter(({ name, value }) => `${name}\n${value}`.toLowerCase().includes(wanted))
		.sort((a, b) => a.name.localeCompare(b.name));
	return { results };
}

async function listModels(context: ILoadOptionsFunctions): Promise<Model[]> {
	const settings = { ...readRequestSettings({}), silenceTimeoutMs: LIST_TIMEOUT_MS };
	return await openClient(context, settings)
		.then(async (client) => await client.models.list())
		.catch((error: unknown) => {
			throw toNodeError(context.getNode(), error, 0);
		});
}

/** For instance `Meta Llama 3.3 70B Instruct Turbo (131K, $1.04 / $1.04)`. */
function label({ id, displayName, contextLength, pricing, hourlyPrice }: Model): string {
	const facts = [
		contextLength && formatTokens(contextLength),
		pricing && `${formatPrice(pricing.input)} / ${formatPrice(pricing.output)}`,
		hourlyPrice && `${formatPrice(hourlyPrice)}/hour`,
	].filter(Boolean);
	return `${displayName ?? id}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

function formatTokens(tokens: number): string {
	return tokens >= 1_000_000
		? `${Number((tokens / 1_000_000).toFixed(1))}M`
		: `${Math.round(tokens / 1000)}K`;
}

/** In USD. */
function formatPrice(price: number): string {
	return price === 0 ? 'free' : `$${price.toFixed(price < 0.1 ? 3 : 2)}`;
}
