import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { Prices } from '../../../shared/client/catalogue';
import type { ItemQuestion } from './chatInput';
import type { ChatCompletionUsage } from '../../../shared/chat/types';
import type { Answer } from '../../../shared/chat/result/answer';
import { withReply } from '../../../shared/chat/conversation';
import { costOf } from '../../../shared/chat/cost';
import { endingOf, type Ending } from '../../../shared/chat/result/ending';
import { simplifyAnswer, wholeAnswer } from '../../../shared/chat/result/output';
import { Interrupted } from '../../../shared/chat/result/progress';

/**
 * An answered item, kept until the run ends. All that can fail is done by then: only its cost is
 * added. It holds no more of the question than the output needs, as questions may hold files.
 */
export interface AnsweredItem {
	/** The data of its output items: one per choice when simplified, else the API's own object. */
	outputs: IDataObject[];
	/** How each choice ended. */
	endings: Ending[];
	/** The tokens of all requests it took. */
	usage: ChatCompletionUsage | null;
	/** The model to price the answer by, where its cost is wanted. */
	pricedModel?: string;
}

/** Shapes an answered item, while an error is still that of this item alone. */
export function toAnsweredItem(
	{ conversation, question, simplify, includeCost, includeMessages }: ItemQuestion,
	answer: Answer,
	warnings: string[],
): AnsweredItem {
	const { completion, exchange, usage } = answer;
	const messages = includeMessages && withReply([...conversation, ...exchange], completion);
	const additions = { ...(messages && { messages }), warnings };
	const outputs: object[] = simplify
		? simplifyAnswer(answer, additions)
		: [wholeAnswer(answer, additions)];
	return {
		outputs: outputs.filter(isData),
		endings: completion.choices.map(endingOf),
		usage,
		...(includeCost && { pricedModel: question.request.model }),
	};
}

/**
 * Does something with an answer that was billed.
 * @throws {Interrupted} when that fails: with what was said, done and billed
 */
export async function keepingAnswer<T>(
	{ completion, usage, calls }: Answer,
	use: () => Promise<T>,
): Promise<T> {
	return await use().catch((reason: unknown) => {
		const [choice] = completion.choices;
		const text = choice?.message.content ?? '';
		throw new Interrupted(reason, {
			text,
			finishReason: choice?.finish_reason ?? null,
			usage,
			calls,
		});
	});
}

/**
 * The output items of an answer, paired to the input item they answer. The cost is on the first only,
 * so that sums stay right; a model without a price gives no cost rather than zero.
 */
export function toItems(
	{ outputs, usage, pricedModel }: AnsweredItem,
	prices: Prices | undefined,
	itemIndex: number,
): INodeExecutionData[] {
	const pricing = pricedModel === undefined ? undefined : prices?.get(pricedModel);
	const cost = pricing && usage && { cost: costOf(usage, pricing) };
	return outputs.map((output, position) => ({
		json: position === 0 && cost ? { ...output, ...cost } : output,
		pairedItem: { item: itemIndex },
	}));
}

/** n8n's type for the data of an item is an object with an index signature, which interfaces lack. */
function isData(value: object): value is IDataObject {
	return !Array.isArray(value);
}
