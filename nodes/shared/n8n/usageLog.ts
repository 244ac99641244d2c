import { readPrices, soon, type Prices } from '../client/catalogue';
import type { TogetherClient } from '../client/client';
import type { ChatCompletionUsage } from '../chat/types';

/** The tokens of one request, and the model that is to be priced for them. */
export interface Billed {
	model: string;
	usage: ChatCompletionUsage | null | undefined;
	/** True when the user wants to know what it cost. */
	isPriced: boolean;
}

/** What a run was billed for, request by request, also where an answer could not be used. */
export class Bill {
	readonly billed: Billed[] = [];

	private prices: Promise<Prices | undefined> | undefined;

	add(billed: Billed): void {
		this.billed.push(billed);
	}

	/** Begins to read the prices while the models answer. */
	readPrices(api: TogetherClient): void {
		this.prices ??= readPrices(api);
	}

	/** The prices, where they were wanted and come soon. */
	async priceList(): Promise<Prices | undefined> {
		return this.prices && (await soon(this.prices));
	}
}
