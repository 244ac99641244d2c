import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Prices } from './prices';
import type { ItemQuestion } from './readQuestion';
import type { ChatMessage } from '../api/types';
import type { Answer } from '../chat/answer';
import { withReply } from '../chat/conversation';
import { costOf } from '../chat/cost';
import { simplifyAnswer, wholeAnswer } from '../chat/output';

/**
 * An answered item, kept until the run ends. It holds no more of the question than the output needs,
 * as questions may hold files.
 */
export interface AnsweredItem {
	answer: Answer;
	simplify: boolean;
	/** The model to price the answer by, where its cost is wanted. */
	pricedModel?: string;
	/** The conversation, where it is wanted. */
	messages?: ChatMessage[];
	warnings: string[];
}

/** What is kept of an item once it is answered. */
export function toAnsweredItem(
	asked: ItemQuestion,
	answer: Answer,
	warnings: string[],
): AnsweredItem {
	const { conversation, question, simplify, includeCost, includeMessages } = asked;
	const messages = withReply([...conversation, ...answer.exchange], answer.completion);
	return {
		answer: { ...answer, exchange: [] },
		simplify,
		warnings,
		...(includeCost && { pricedModel: question.request.model }),
		...(includeMessages && { messages }),
	};
}

/**
 * The output items of an answer, paired to the input item they answer: one per choice when
 * simplified, else the API's own object. A model without a price gives no cost rather than zero.
 */
export function toItems(
	{ answer, simplify, pricedModel, messages, warnings }: AnsweredItem,
	prices: Prices | undefined,
	itemIndex: number,
): INodeExecutionData[] {
	const { usage } = answer;
	const pricing = pricedModel === undefined ? undefined : prices?.get(pricedModel);
	const additions = {
		...(pricing && usage && { cost: costOf(usage, pricing) }),
		...(messages && { messages }),
		warnings,
	};
	const results: object[] = simplify
		? simplifyAnswer(answer, additions)
		: [wholeAnswer(answer, additions)];
	return results.filter(isData).map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

/** n8n's type for the data of an item is an object with an index signature, which interfaces lack. */
function isData(value: object): value is IDataObject {
	return !Array.isArray(value);
}
