import { createHash } from 'node:crypto';

import type { TogetherClient } from '../api/client';
import type { Model } from '../api/types';

/** The prices of the models a key can use, by model ID. A model without a price is not among them. */
export type Prices = Map<string, NonNullable<Model['pricing']>>;

/** Prices change rarely: they are read again after this long, in ms. */
const KEEP_MS = 60 * 60_000;

/** A list that takes longer, in ms, is given up. */
const LIST_TIMEOUT_MS = 30_000;

/** Answers do not wait for prices for longer than this, in ms, once they are all there. */
const WAIT_MS = 5_000;

const known = new Map<string, { prices: Promise<Prices>; readAt: number }>();

/** Begins to read the prices, or takes those that were read not long ago. Never fails. */
export function readPrices(client: TogetherClient): Promise<Prices | undefined> {
	const { apiKey, baseUrl } = client.options;
	const key = createHash('sha256').update(`${apiKey}\n${baseUrl}`).digest('hex');
	let entry = known.get(key);
	if (!entry || Date.now() - entry.readAt > KEEP_MS) {
		entry = {
			prices: client.listModels(AbortSignal.timeout(LIST_TIMEOUT_MS)).then(toPrices),
			readAt: Date.now(),
		};
		known.set(key, entry);
		// A list that could not be read is asked for again next time.
		entry.prices.catch(() => known.delete(key));
	}
	return entry.prices.catch(() => undefined);
}

/** The prices if they come soon. */
export async function soon(prices: Promise<Prices | undefined>): Promise<Prices | undefined> {
	let timer: NodeJS.Timeout | undefined;
	const late = new Promise<undefined>((resolve) => {
		timer = setTimeout(() => resolve(undefined), WAIT_MS);
	});
	return await Promise.race([prices, late]).finally(() => clearTimeout(timer));
}

function toPrices(models: Model[]): Prices {
	return new Map(models.flatMap(({ id, pricing }) => (pricing ? [[id, pricing] as const] : [])));
}
