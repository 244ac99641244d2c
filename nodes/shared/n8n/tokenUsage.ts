import * as workflow from 'n8n-workflow';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { Billed } from './usageLog';
import { addUsage } from '../chat/usage';

/** Reports the tokens of a run to n8n, where the host n8n can take them (2.20 and later). */
export function reportTokenUsage(context: IExecuteFunctions, billed: Billed[]): void {
	const host: { accumulateTokenUsage?: typeof workflow.accumulateTokenUsage } = workflow;
	const total = billed.map(({ usage }) => usage).reduce(addUsage, null);
	if (!total) return;
	host.accumulateTokenUsage?.(context, total.prompt_tokens, total.completion_tokens);
}
