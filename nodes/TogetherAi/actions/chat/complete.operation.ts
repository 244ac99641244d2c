import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readChatInput, type ChatItemInput } from './chatInput';
import { openChatRun, type ChatRun } from './chatRun';
import { completeChat } from './completeChat';
import { functionsField } from './fields/functions';
import { messageFields } from './fields/messages';
import { responseFormatFields } from './fields/responseFormat';
import { simplifyField } from './fields/simplify';
import { hintAtCost, hintAtCutOffReplies } from './hints';
import { keepingResult, toAnsweredItem, toItems, type AnsweredItem } from './items';
import { lastUserText } from '../../../shared/chat/conversation';
import { ChatExchange, type ChatResult } from '../../../shared/chat/result/exchange';
import { modelField } from '../../../shared/fields/model';
import { optionsField } from '../../../shared/fields/options';
import { requestsField } from '../../../shared/fields/requests';
import { samplingFields } from '../../../shared/fields/sampling';
import { describeFailure, toErrorItem } from '../../../shared/n8n/failure';
import { KeptResults, type KeptRun } from '../../../shared/n8n/keptResults';
import { describeInChat, isLive, openLiveReply } from '../../../shared/n8n/liveChat';
import { runNodeItems, type RunningItem } from '../../../shared/n8n/runNodeItems';
import { tellHost } from '../../../shared/n8n/tellHost';
import { UsageLog } from '../../../shared/n8n/usageLog';

/** The form of Chat > Complete, in the order in which it is filled in. */
export const description: INodeProperties[] = [
	modelField,
	...messageFields,
	...samplingFields,
	...responseFormatFields,
	simplifyField,
	optionsField,
	functionsField,
	requestsField,
];

/** What was done for an item: its answer, or what was said before it failed. */
interface ChatSoFar {
	answered?: AnsweredItem;
	exchange?: ChatExchange;
}

const keptChats = new KeptResults<ChatSoFar>();

/** Asks the model once per item, also where n8n tries the node again because another item failed. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	return await keptChats.acrossTries(this, async (kept) => await completeItems(this, kept));
}

/** Each item gives its answer, or its error when the node may go on. */
async function completeItems(
	context: IExecuteFunctions,
	kept: KeptRun<ChatSoFar>,
): Promise<INodeExecutionData[]> {
	const usage = new UsageLog();
	const live = isLive(context);
	const outcomes = await runNodeItems(
		context,
		async () => await openChatRun(context, usage, live),
		async (run, item) => {
			const input = await readChatInput(context, run, item);
			if (input.includeCost) usage.readPrices(run.client);
			const place = kept.placeFor(item.index, input.asked);
			const { answered: earlier, exchange = new ChatExchange(input.chat) } = place.earlier ?? {};
			const { usage: spent } = earlier ?? exchange.resume(input.chat);
			const { model } = input.chat.request;
			usage.addEarlier({ model, usage: spent, isPriced: input.includeCost });
			if (earlier) return earlier;
			const answered = await answer(context, run, item, input, exchange).catch((error: unknown) => {
				if (exchange.isUnderWay) place.keep({ exchange });
				throw error;
			});
			place.keep({ answered });
			return answered;
		},
	)
		.catch((error: unknown) => {
			throw live ? describeInChat(error) : error;
		})
		.finally(() => tellHost(context, 'the tokens of the run', () => usage.report(context)));

	const endings = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.endings : []));
	const prices = await usage.priceList(context.getExecutionCancelSignal());
	tellHost(context, 'the hint at cut-off replies', () => hintAtCutOffReplies(context, endings));
	tellHost(context, 'the hint at the cost', () => hintAtCost(context, usage.entries, prices));
	return outcomes.flatMap((outcome, itemIndex) =>
		outcome.ok
			? toItems(outcome.value, prices, itemIndex)
			: [toErrorItem(context.getNode(), outcome.error, itemIndex)],
	);
}

/** Asks for one item, shows its reply where a chat waits for it, and shapes and remembers it. */
async function answer(
	context: IExecuteFunctions,
	run: ChatRun,
	item: RunningItem,
	input: ChatItemInput,
	exchange: ChatExchange,
): Promise<AnsweredItem> {
	const reply = run.isShown ? openLiveReply(context, item.index) : undefined;
	const options = { reply, isPriced: input.includeCost };
	const result = await completeChat(run, item, exchange, options).catch((error: unknown) => {
		reply?.breakOff();
		throw error;
	});
	return await keepingResult(result, async () => {
		reply?.end();
		return toAnsweredItem(input, result, await remember(input, result));
	});
}

/**
 * What the model thought is not part of what it said. An answer that cannot be remembered is still an
 * answer.
 * @returns what to warn of
 */
async function remember(
	{ memory, conversation }: ChatItemInput,
	{ completion }: ChatResult,
): Promise<string[]> {
	const [choice] = completion.choices;
	const reply = choice?.text || choice?.refusal;
	if (!memory || !reply?.trim()) return [];
	return await memory.remember(lastUserText(conversation), reply).then(
		() => [],
		(error: unknown) => [`The memory could not be written: ${describeFailure(error)}`],
	);
}
