import type { IExecuteFunctions } from 'n8n-workflow';

import { costOf } from '../../../shared/chat/cost';
import type { ChoiceEnding } from '../../../shared/chat/result/completion';
import type { Prices } from '../../../shared/client/catalogue';
import { addHint } from '../../../shared/n8n/hint';
import type { UsageEntry } from '../../../shared/n8n/usageLog';

/** Tells the user in the output pane that replies were refused or cut off, and what to do about it. */
export function hintAtCutOffReplies(context: IExecuteFunctions, endings: ChoiceEnding[]): void {
	const empty = endings.filter((ending) => ending === 'cutOffThinking').length;
	const refused = endings.filter((ending) => ending === 'refused').length;
	const cutOff = endings.filter((ending) => ending !== 'whole').length - empty - refused;
	if (refused > 0) {
		const which = count(refused, endings.length, 'is a refusal', 'are refusals');
		addHint(context, 'warning', `${which}: the field refusal says why, and text is empty.`);
	}
	if (empty > 0) {
		const which = count(empty, endings.length, 'is empty', 'are empty');
		addHint(
			context,
			'warning',
			`${which}: reasoning used up Max Tokens. Raise Max Tokens, or lower or turn off reasoning in the options.`,
		);
	}
	if (cutOff > 0) {
		const which = count(cutOff, endings.length, 'was cut off', 'were cut off');
		addHint(context, 'warning', `${which} at Max Tokens. Raise Max Tokens to get the whole text.`);
	}
}

/** Sums up what a run used and cost, where that is wanted, also for answers that could not be used. */
export function hintAtCost(
	context: IExecuteFunctions,
	entries: UsageEntry[],
	prices: Prices | undefined,
): void {
	const priced = entries.filter(({ isPriced }) => isPriced);
	if (priced.length === 0) return;
	const costs = priced.map(({ model, usage }) => {
		const pricing = prices?.get(model);
		return pricing && usage ? costOf(usage, pricing).total : undefined;
	});
	const tokens = priced.reduce((sum, { usage }) => sum + (usage?.total_tokens ?? 0), 0);
	const used = `This run used ${tokens.toLocaleString('en')} tokens`;
	addHint(context, 'info', `${used}${costSentence(costs)}`);
}

/** What comes after the tokens: the cost as far as it is known. */
function costSentence(costs: Array<number | undefined>): string {
	const known = costs.filter((cost) => cost !== undefined);
	const total = known.reduce((sum, cost) => sum + cost, 0);
	const digits = total < 1 ? { maximumSignificantDigits: 4 } : { maximumFractionDigits: 2 };
	const usd = `$${total.toLocaleString('en', digits)}`;
	if (known.length === costs.length) return ` and cost ${usd}.`;
	if (known.length > 0) {
		const unknown = costs.length - known.length;
		return ` and cost at least ${usd}. No price is known for ${unknown} of ${costs.length} answers.`;
	}
	return `. No price is known for the ${costs.length === 1 ? 'answer' : 'answers'}.`;
}

function count(some: number, all: number, one: string, several: string): string {
	if (all === 1) return `The reply ${one}`;
	return `${some} of ${all} replies ${some === 1 ? one : several}`;
}
