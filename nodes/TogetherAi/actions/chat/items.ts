import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ChatItemInput } from './chatInput';
import { withReply } from '../../../shared/chat/conversation';
import { costOf } from '../../../shared/chat/cost';
import type { ChoiceEnding } from '../../../shared/chat/result/completion';
import { PartialFailure } from '../../../shared/chat/result/errors';
import type { ChatResult } from '../../../shared/chat/result/exchange';
import { simplifyResult, wholeResult } from '../../../shared/chat/result/output';
import type { ChatCompletionUsage } from '../../../shared/chat/types';
import type { Prices } from '../../../shared/client/catalogue';

/**
 * An answered item, kept until the run ends. All that can fail is done by then: only its cost is
 * added. It holds no more of the input than the output needs, as inputs may hold files.
 */
export interface AnsweredItem {
	/** The data of its output items: one per choice when simplified, else the API's own object. */
	outputs: IDataObject[];
	/** How each choice ended. */
	endings: ChoiceEnding[];
	/** The tokens of all requests it took. */
	usage: ChatCompletionUsage | null;
	/** The model to price the answer by, where its cost is wanted. */
	pricedModel?: string;
}

/** Shapes an answered item, while an error is still that of this item alone. */
export function toAnsweredItem(
	{ conversation, chat, simplify, includeCost, includeMessages }: ChatItemInput,
	result: ChatResult,
	warnings: string[],
): AnsweredItem {
	const { completion, exchanged, usage } = result;
	const messages = includeMessages && withReply([...conversation, ...exchanged], completion.body);
	const additions = { ...(messages && { messages }), warnings };
	const outputs: object[] = simplify
		? simplifyResult(result, additions)
		: [wholeResult(result, additions)];
	return {
		outputs: outputs.filter(isData),
		endings: completion.choices.map(({ ending }) => ending),
		usage,
		...(includeCost && { pricedModel: chat.request.model }),
	};
}

/**
 * Does something with a result that was billed.
 * @throws {PartialFailure} when that fails: with what was said, done and billed
 */
export async function keepingResult<T>(
	{ completion, usage, calls }: ChatResult,
	use: () => Promise<T>,
): Promise<T> {
	return await use().catch((reason: unknown) => {
		const [choice] = completion.choices;
		const text = choice?.message.content ?? '';
		const finishReason = choice?.finishReason ?? null;
		throw new PartialFailure(reason, { text, finishReason, usage, calls });
	});
}

/**
 * The output items of an answered item, paired to it. The cost is on the first only, so that sums stay
 * right; a model without a price gives no cost rather than zero.
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
