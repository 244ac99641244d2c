import { ApiError } from '../http/errors';
import type { Model } from '../chat/types';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../json';

/**
 * Reads `GET /models`: a bare array, or `{data: []}` from servers that follow OpenAI.
 * @throws {ApiError} `malformed` when it is neither, or when nothing in it is a model
 */
export function parseModels(value: unknown): Model[] {
	const list = asArray(value) ?? asArray(asObject(value)?.['data']);
	const models = list?.filter(isObject).flatMap((model) => parseModel(model) ?? []);
	if (!list || !models || models.length < Math.min(list.length, 1)) {
		throw new ApiError('malformed', 'The answer is not a list of models');
	}
	return models;
}

function parseModel(model: JsonObject): Model | undefined {
	const id = asString(model['id']);
	if (!id) return undefined;
	const displayName = asString(model['display_name']);
	const organization = asString(model['organization']);
	const contextLength = asNumber(model['context_length']);
	return {
		id,
		type: asString(model['type']) ?? '',
		...(displayName && { displayName }),
		...(organization && { organization }),
		...(contextLength && { contextLength }),
		...parsePricing(asObject(model['pricing']) ?? {}),
	};
}

/** A model that is paid by the hour has zeros for its tokens, which are not free. */
function parsePricing(pricing: JsonObject): Pick<Model, 'pricing' | 'hourlyPrice'> {
	const input = asNumber(pricing['input']);
	const output = asNumber(pricing['output']);
	const hourlyPrice = asNumber(pricing['hourly']);
	if (hourlyPrice && !input && !output) return { hourlyPrice };
	if (input === undefined || output === undefined) return {};
	const cachedInput = asNumber(pricing['cached_input']);
	return { pricing: { input, output, ...(cachedInput !== undefined && { cachedInput }) } };
}
