import type { TogetherClient } from './client';
import { scopeOf } from './pacing';
import type { Pricing } from '../chat/cost';
import { withinLimit } from '../run/withinLimit';

/** The prices of the models a key can use, by model ID. A model without a price is not among them. */
export type Prices = Map<string, Pricing>;

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
	const key = scopeOf(client.account, 'models');
	const kept = known.get(key);
	if (kept && Date.now() - kept.readAt < KEEP_MS) return kept.prices.catch(() => undefined);

	const prices = listPrices(client);
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

/** The prices if they come soon. Never fails, also when the signal ends the wait. */
export async function soon(
	prices: Promise<Prices | undefined>,
	signal: AbortSignal | undefined,
): Promise<Prices | undefined> {
	const limit = { signal, limitMs: WAIT_MS };
	return await withinLimit(prices, limit, () => new Error('Too late')).catch(() => undefined);
}

async function listPrices(client: TogetherClient): Promise<Prices> {
	const models = await client.models.list(AbortSignal.timeout(LIST_TIMEOUT_MS));
	return new Map(models.flatMap(({ id, pricing }) => (pricing ? [[id, pricing] as const] : [])));
}
