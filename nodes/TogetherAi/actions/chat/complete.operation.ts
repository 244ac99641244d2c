import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import { readChatInput, type ChatItemInput } from './chatInput';
import { openChatRun } from './chatRun';
import { completeChat } from './completeChat';
import { functionsField } from './fields/functions';
import { messageFields } from './fields/messages';
import { responseFormatFields } from './fields/responseFormat';
import { simplifyField } from './fields/simplify';
import { hintAtCost, hintAtCutOffReplies } from './hints';
import { keepingResult, toAnsweredItem, toItems } from './items';
import { lastUserText } from '../../../shared/chat/conversation';
import type { ChatResult } from '../../../shared/chat/result/exchange';
import { modelField } from '../../../shared/fields/model';
import { optionsField } from '../../../shared/fields/options';
import { requestsField } from '../../../shared/fields/requests';
import { samplingFields } from '../../../shared/fields/sampling';
import { describeFailure, toErrorItem } from '../../../shared/n8n/failure';
import { describeInChat, isLive, openLiveReply } from '../../../shared/n8n/liveChat';
import { runNodeItems } from '../../../shared/n8n/runNodeItems';
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

/** Asks the model once per item. Each item gives its answer, or its error when the node may go on. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const usage = new UsageLog();
	const live = isLive(this);
	const outcomes = await runNodeItems(
		this,
		async () => await openChatRun(this, usage, live),
		async (run, item) => {
			const input = await readChatInput(this, run, item);
			if (input.includeCost) usage.readPrices(run.client);
			const reply = run.isShown ? openLiveReply(this, item.index) : undefined;
			const options = { reply, isPriced: input.includeCost };
			const result = await completeChat(run, item, input.chat, options).catch((error: unknown) => {
				reply?.breakOff();
				throw error;
			});
			return await keepingResult(result, async () => {
				reply?.end();
				return toAnsweredItem(input, result, await remember(input, result));
			});
		},
	)
		.catch((error: unknown) => {
			throw live ? describeInChat(error) : error;
		})
		.finally(() => tellHost(this, 'the tokens of the run', () => usage.report(this)));

	const endings = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.endings : []));
	const prices = await usage.priceList(this.getExecutionCancelSignal());
	tellHost(this, 'the hint at cut-off replies', () => hintAtCutOffReplies(this, endings));
	tellHost(this, 'the hint at the cost', () => hintAtCost(this, usage.entries, prices));
	return outcomes.flatMap((outcome, itemIndex) =>
		outcome.ok
			? toItems(outcome.value, prices, itemIndex)
			: [toErrorItem(this.getNode(), outcome.error, itemIndex)],
	);
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
