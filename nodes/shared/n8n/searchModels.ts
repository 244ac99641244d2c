import type { ILoadOptionsFunctions, INodeListSearchResult } from 'n8n-workflow';

import { openClient } from './connection';
import { toNodeError } from './failure';
import type { Model } from '../client/models';
import { readRequestSettings } from '../client/requestSettings';

/** The editor waits for the list: better a clear error after this time, in ms, than a long spinner. */
const LIST_TIMEOUT_MS = 30_000;

type Search = (this: ILoadOptionsFunctions, filter?: string) => Promise<INodeListSearchResult>;

/** The chat models of the account whose name or ID contains the filter. */
export const searchChatModels: Search = async function (filter) {
	return await searchModels(this, 'chat', filter);
};

/** The embedding models of the account whose name or ID contains the filter. */
export const searchEmbeddingModels: Search = async function (filter) {
	return await searchModels(this, 'embedding', filter);
};

/** The rerank models of the account whose name or ID contains the filter. */
export const searchRerankModels: Search = async function (filter) {
	return await searchModels(this, 'rerank', filter);
};

/** A model without a type is kept: servers that follow OpenAI do not tell one. */
async function searchModels(
	context: ILoadOptionsFunctions,
	wantedType: string,
	filter = '',
): Promise<INodeListSearchResult> {
	const models = await listModels(context);
	const wanted = filter.trim().toLowerCase();
	const results = models
		.filter(({ type }) => type === wantedType || type === '')
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

/** Models that write nothing have a price for what they read only. */
const WRITE_NOTHING = ['embedding', 'rerank'];

/** For instance `Meta Llama 3.3 70B Instruct Turbo (131K, $1.04 / $1.04)`. */
function label({ id, type, displayName, contextLength, pricing, hourlyPrice }: Model): string {
	const output = pricing && !WRITE_NOTHING.includes(type) && ` / ${formatPrice(pricing.output)}`;
	const facts = [
		contextLength && formatTokens(contextLength),
		pricing && `${formatPrice(pricing.input)}${output || ''}`,
		hourlyPrice && `${formatPrice(hourlyPrice)}/hour`,
	].filter(Boolean);
	return `${displayName ?? id}${facts.length > 0 ? ` (${facts.join(', ')})` : ''}`;
}

function formatTokens(tokens: number): string {
	if (tokens < 1000) return `${tokens}`;
	return tokens >= 1_000_000
		? `${Number((tokens / 1_000_000).toFixed(1))}M`
		: `${Math.round(tokens / 1000)}K`;
}

/** In USD. */
function formatPrice(price: number): string {
	return price === 0 ? 'free' : `$${price.toFixed(price < 0.1 ? 3 : 2)}`;
}
