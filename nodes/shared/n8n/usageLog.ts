import * as workflow from 'n8n-workflow';
import type { IExecuteFunctions } from 'n8n-workflow';

import { addUsage } from '../chat/usage';
import type { ChatCompletionUsage } from '../chat/types';
import { readPrices, soon, type Prices } from '../client/catalogue';
import type { TogetherClient } from '../client/client';

/** The tokens of one request, and the model that is to be priced for them. */
export interface UsageEntry {
	model: string;
	usage: ChatCompletionUsage | null | undefined;
	/** True when the user wants to know what it cost. */
	isPriced: boolean;
}

/** What a run was billed for, request by request, also where an answer could not be used. */
export class UsageLog {
	private readonly used: UsageEntry[] = [];

	private readonly usedEarlier: UsageEntry[] = [];

	private prices: Promise<Prices | undefined> | undefined;

	add(entry: UsageEntry): void {
		this.used.push(entry);
	}

	/** What an earlier try of the run was billed for, and n8n was told then. */
	addEarlier(entry: UsageEntry): void {
		if (entry.usage) this.usedEarlier.push(entry);
	}

	get entries(): UsageEntry[] {
		return [...this.usedEarlier, ...this.used];
	}

	/** Begins to read the prices while the models answer. */
	readPrices(client: TogetherClient): void {
		this.prices ??= readPrices(client);
	}

	/** The prices, where they were wanted and come soon, at the latest when the signal is aborted. */
	async priceList(signal: AbortSignal | undefined): Promise<Prices | undefined> {
		return this.prices && (await soon(this.prices, signal));
	}

	/** Reports the tokens of the run to n8n, where the host n8n can take them (2.20 and later). */
	report(context: IExecuteFunctions): void {
		const host: { accumulateTokenUsage?: typeof workflow.accumulateTokenUsage } = workflow;
		const total = this.used.map(({ usage }) => usage).reduce(addUsage, null);
		if (!total) return;
		host.accumulateTokenUsage?.(context, total.prompt_tokens, total.completion_tokens);
	}
}
