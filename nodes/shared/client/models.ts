import type { Pacing } from './pacing';
import type { Pricing } from '../chat/cost';
import { ApiError } from '../http/errors';
import type { HttpClient } from '../http/httpClient';
import { readJson } from '../http/readBody';
import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../json';
import type { Slot } from '../run/runItems';

/** A model of `GET /models`. */
export interface Model {
	id: string;
	/** chat, language, code, image, embedding, ...: an open list. */
	type: string;
	displayName?: string;
	organization?: string;
	/** In tokens. */
	contextLength?: number;
	pricing?: Pricing;
	/** In USD, where the model is paid by the hour and not by the token. */
	hourlyPrice?: number;
	mediaPricing?: MediaPricing;
}

/** What pictures and recordings cost, in USD. */
export interface MediaPricing {
	perImage?: number;
	perMegapixel?: number;
	/** Of a recording that is transcribed. */
	perMinute?: number;
}

/** The largest list that is read, in bytes: the whole catalogue is below one MB. */
const MAX_LIST = 64 * 1024 * 1024;

/** The models endpoint. */
export class Models {
	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
	) {}

	/**
	 * The same list for work that nobody watches: paced, and asked for again where that can help.
	 * @throws {RequestFailed} when it failed for good
	 */
	async listWithRetries(options: { slot?: Slot; signal: AbortSignal }): Promise<Model[]> {
		return await this.pacing.run(
			{ model: 'models', repeatable: 'freely', ...options },
			async () => await this.list(options.signal),
		);
	}

	/**
	 * `GET /models`: the whole catalogue, also models that need an endpoint of one's own.
	 * @throws {ApiError} when the list could not be read
	 */
	async list(signal?: AbortSignal): Promise<Model[]> {
		const response = await this.http.send({
			method: 'GET',
			path: '/models',
			accept: 'application/json',
			signal,
		});
		return await response.reading(async () =>
			parseModels(await readJson(response, MAX_LIST, { wanted: 'a list of models' })),
		);
	}
}

/**
 * Reads `GET /models`: a bare array, or `{data: []}` from servers that follow OpenAI.
 * @throws {ApiError} `malformed` when it is neither, or when nothing in it is a model
 */
export function parseModels(value: unknown): Model[] {
	const data = asObject(value)?.['data'];
	// Servers in Go write a list without entries as null.
	const list = asArray(value) ?? (data === null ? [] : asArray(data));
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
		...parseMediaPricing(asObject(model['pricing']) ?? {}),
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

function parseMediaPricing(pricing: JsonObject): Pick<Model, 'mediaPricing'> {
	const perImage = asNumber(pricing['image']);
	const perMegapixel = asNumber(asObject(pricing['image_pixel'])?.['price_per_megapixel']);
	const perMinute = asNumber(asObject(pricing['transcribe'])?.['price_per_minute']);
	const mediaPricing = {
		...(perImage && { perImage }),
		...(perMegapixel && { perMegapixel }),
		...(perMinute && { perMinute }),
	};
	return Object.keys(mediaPricing).length > 0 ? { mediaPricing } : {};
}
