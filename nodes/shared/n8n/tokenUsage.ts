import * as workflow from 'n8n-workflow';
import type { IExecuteFunctions } from 'n8n-workflow';

import type { ChatCompletion } from '../api/types';

/** Adds up the tokens of a run and reports them to n8n, where the host n8n can take them (2.20 and later). */
export function reportTokenUsage(context: IExecuteFunctions, completions: ChatCompletion[]): void {
	const host: { accumulateTokenUsage?: typeof workflow.accumulateTokenUsage } = workflow;
	const sum = (field: 'prompt_tokens' | 'completion_tokens') =>
		completions.reduce((total, { usage }) => total + (usage?.[field] ?? 0), 0);
	const [input, output] = [sum('prompt_tokens'), sum('completion_tokens')];
	if (input + output > 0) host.accumulateTokenUsage?.(context, input, output);
}
