import type { IExecuteFunctions } from 'n8n-workflow';

import { costOfItem, type AnsweredItem } from './items';
import type { Prices } from './prices';
import { splitThinking } from '../chat/thinking';
import type { ChatCompletionChoice } from '../api/types';

/** Tells the user in the output pane that replies were cut off, and what to do about it. */
export function hintAtCutOffReplies(context: IExecuteFunctions, answered: AnsweredItem[]): void {
	const choices = answered.flatMap(({ answer }) => answer.completion.choices);
	const cutOff = choices.filter((choice) => choice.finish_reason === 'length');
	const swallowed = cutOff.filter(isAllReasoning).length;
	if (swallowed > 0) {
		const which = count(swallowed, choices.length, 'reply is empty', 'replies are empty');
		warn(
			context,
			`${which}: reasoning used up Max Tokens. Raise Max Tokens, or lower or turn off reasoning in the options.`,
		);
	}
	if (cutOff.length > swallowed) {
		const which = count(
			cutOff.length - swallowed,
			choices.length,
			'reply was cut off',
			'replies were cut off',
		);
		warn(context, `${which} at Max Tokens. Raise Max Tokens to get the whole text.`);
	}
}

/** Sums up what a run used and cost, for the items whose cost was asked for. */
export function hintAtCost(
	context: IExecuteFunctions,
	answered: AnsweredItem[],
	prices: Prices | undefined,
): void {
	const items = answered.filter(({ asked }) => asked.includeCost);
	const costs = items.map((item) => costOfItem(item, prices));
	const tokens = items.reduce((sum, { answer }) => sum + (answer.usage?.total_tokens ?? 0), 0);
	const total = costs.reduce((sum, cost) => sum + (cost?.total ?? 0), 0);
	const unknown = costs.filter((cost) => cost === undefined).length;
	const used = `This run used ${tokens.toLocaleString('en')} tokens and cost $${Number(total.toFixed(6))}.`;
	context.addExecutionHints({
		message:
			unknown > 0 ? `${used} No price is known for ${unknown} of ${costs.length} answers.` : used,
		type: 'info',
		location: 'outputPane',
	});
}

function isAllReasoning({ message }: ChatCompletionChoice): boolean {
	const { content, reasoning } = splitThinking(message);
	return content.trim() === '' && reasoning !== '';
}

function count(some: number, all: number, one: string, several: string): string {
	if (all === 1) return `The ${one}`;
	return `${some} of ${all} ${some === 1 ? one : several}`;
}

function warn(context: IExecuteFunctions, message: string): void {
	context.addExecutionHints({ message, type: 'warning', location: 'outputPane' });
}
