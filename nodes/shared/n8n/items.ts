import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Prices } from './prices';
import type { ItemQuestion } from './readQuestion';
import type { Answer } from '../chat/answer';
import { withReply } from '../chat/conversation';
import { costOf, type Cost } from '../chat/cost';
import { simplifyAnswer } from '../chat/output';

/** An input item, and the answer to it. */
export interface AnsweredItem {
	asked: ItemQuestion;
	answer: Answer;
}

/**
 * The output items of an answer, paired to the input item they answer: one per choice when
 * simplified, else the API's own object, with the tokens of all requests it took.
 */
export function toItems(
	item: AnsweredItem,
	prices: Prices | undefined,
	itemIndex: number,
): INodeExecutionData[] {
	const { asked, answer } = item;
	const { completion, exchange, usage } = answer;
	const cost = costOfItem(item, prices);
	const messages = withReply([...asked.conversation, ...exchange], completion);
	const additions = { ...(cost && { cost }), ...(asked.includeMessages && { messages }) };
	const results: object[] = asked.simplify
		? simplifyAnswer(answer, additions)
		: [{ ...completion, usage, ...additions }];
	return results.filter(isData).map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

/** What an item cost, where that was asked for. A model without a price gives no cost rather than zero. */
function costOfItem({ asked, answer }: AnsweredItem, prices: Prices | undefined): Cost | undefined {
	const pricing = asked.includeCost ? prices?.get(asked.question.request.model) : undefined;
	return pricing && answer.usage ? costOf(answer.usage, pricing) : undefined;
}

function isData(value: object): value is IDataObject {
	return !Array.isArray(value);
}
