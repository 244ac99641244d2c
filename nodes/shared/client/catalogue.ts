import type { TogetherClient } from './client';
import type { Model } from '../chat/types';

/** The prices of the models a key can use, by model ID. A model without a price is not among them. */
export type Prices = Map<string, NonNullable<Model['pricing']>>;

/** Prices change rarely: they are read again after this long, in ms. */
const KEEP_MS = 60 * 60_000;

/** A list that takes longer, in ms, is given up. */
const LIST_TIMEOUT_MS = 30_000;

/** Answers do not wait for prices for longer than this, in ms, once they are all there. */
const WAIT_MS = 5_000;

/** Prices of the keys used last. */
const known = new Map<string, { prices: Promise<Prices>; readAt: number }>();
const MAX_KNOWN = 20;

/** Begins to read the prices, or takes those that were read not long ago. Never fails. */
export function readPrices(client: TogetherClient): Promise<Prices | undefined> {
	const key = client.scopeOf('models');
	const kept = known.get(key);
	if (kept && Date.now() - kept.readAt < KEEP_MS) return kept.prices.catch(() => undefined);

	const prices = client.listModels(AbortSignal.timeout(LIST_TIMEOUT_MS)).then(toPrices);
	const entry = { prices, readAt: Date.now() };
	known.delete(key);
	known.set(key, entry);
	if (known.size > MAX_KNOWN) known.delete([...known.keys()][0] ?? key);
	return prices.catch(() => {
		// A list that could not be read is asked for again next time.
		if (known.get(key) === entry) known.delete(key);
		return undefined;
	});
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
