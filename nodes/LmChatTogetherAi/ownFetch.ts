import type { Fetch } from './modelFetch';
import { asObject, type JsonObject } from '../shared/json';

/**
 * Makes the chat model of n8n's SDK send its requests through a `fetch` of ours. The SDK gives a
 * LangChain model whose client is made on first use from settings that it keeps: those of the model,
 * of the part that speaks chat completions, and those that copies of the model are made from.
 * @returns false when the model is not built that way; it then works as the SDK made it
 */
export function useOwnFetch(model: unknown, fetch: Fetch): boolean {
	const settings = [
		asObject(read(model, 'clientConfig')),
		asObject(read(read(model, 'completions'), 'clientConfig')),
		asObject(read(read(model, 'fields'), 'configuration')),
	];
	const known = settings.filter(
		(entry): entry is JsonObject => typeof entry?.['baseURL'] === 'string',
	);
	if (known.length !== settings.length) return false;
	for (const entry of known) entry['fetch'] = fetch;
	return true;
}

function read(value: unknown, name: string): unknown {
	return asObject(value)?.[name];
}
