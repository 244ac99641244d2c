import { ApiError } from './errors';
import type { Model } from './types';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../unknown';

/**
 * Reads `GET /models`: a bare array, or `{data: []}` from servers that follow OpenAI.
 * @throws {ApiError} `malformed` when it is neither
 */
export function parseModels(value: unknown): Model[] {
	const list = asArray(value) ?? asArray(asObject(value)?.['data']);
	if (!list) throw new ApiError('malformed', 'The answer is not a list of models');
	return list.filter(isObject).flatMap((model) => parseModel(model) ?? []);
}

function parseModel(model: JsonObject): Model | undefined {
	const id = asString(model['id']);
	if (!id) return undefined;
	const displayName = asString(model['display_name']);
	const organization = asString(model['organization']);
	const contextLength = asNumber(model['context_length']);
	const pricing = parsePricing(asObject(model['pricing']));
	return {
		id,
		type: asString(model['type']) ?? '',
		...(displayName && { displayName }),
		...(organization && { organization }),
		...(contextLength && { contextLength }),
		...(pricing && { pricing }),
	};
}

function parsePricing(pricing: JsonObject | undefined): Model['pricing'] {
	const input = asNumber(pricing?.['input']);
	const output = asNumber(pricing?.['output']);
	if (input === undefined || output === undefined) return undefined;
	const cachedInput = asNumber(pricing?.['cached_input']);
	return { input, output, ...(cachedInput !== undefined && { cachedInput }) };
}
