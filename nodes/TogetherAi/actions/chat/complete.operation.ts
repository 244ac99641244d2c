import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import { answerQuestion, type Answer } from '../../../shared/chat/result/answer';
import { lastQuestion } from '../../../shared/chat/conversation';
import { splitThinking } from '../../../shared/chat/thinking';
import { askModel } from '../../../shared/client/chatCompletions';
import { Bill } from '../../../shared/n8n/usageLog';
import { openConnection } from '../../../shared/n8n/connection';
import { describeFailure, toErrorItem } from '../../../shared/n8n/failure';
import { hintAtCost, hintAtCutOffReplies } from './hints';
import { keepingAnswer, toAnsweredItem, toItems, type AnsweredItem } from './items';
import { connectedInputs } from '../../../shared/n8n/inputs';
import { belongsInChat, isLive, openLiveReply, tellWholeStory } from '../../../shared/n8n/liveChat';
import { PacedClient } from '../../../shared/client/pacing';
import { readQuestion, type ItemQuestion } from './chatInput';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { runNodeItems, type NodeJob } from '../../../shared/n8n/runNodeItems';
import { tellHost } from '../../../shared/n8n/tellHost';
import { reportTokenUsage } from '../../../shared/n8n/tokenUsage';
import { functionsField } from './fields/functions';
import { messageFields } from './fields/messages';
import { modelField } from '../../../shared/fields/model';
import { optionsField } from '../../../shared/fields/options';
import { requestsField } from '../../../shared/fields/requests';
import { responseFormatFields } from './fields/responseFormat';
import { samplingFields } from '../../../shared/fields/sampling';
import { simplifyField } from './fields/simplify';

/** The form of Chat > Complete, in the order in which it is filled in. */
export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['chat'], operation: ['complete'] } },
	[
		modelField,
		...messageFields,
		...samplingFields,
		...responseFormatFields,
		simplifyField,
		optionsField,
		functionsField,
		requestsField,
	],
);

/** Asks the model once per item. Each item gives its answer, or its error when the node may go on. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const bill = new Bill();
	const live = isLive(this);
	const outcomes = await runNodeItems(this, async () => await openJob(this, bill, live))
		.catch((error: unknown) => {
			throw live ? tellWholeStory(error) : error;
		})
		.finally(() => {
			tellHost(this, 'the tokens of the run', () => reportTokenUsage(this, bill.billed));
		});

	const endings = outcomes.flatMap((outcome) => (outcome.ok ? outcome.value.endings : []));
	const prices = await bill.priceList();
	tellHost(this, 'the hint at cut-off replies', () => hintAtCutOffReplies(this, endings));
	tellHost(this, 'the hint at the cost', () => hintAtCost(this, bill.billed, prices));
	return outcomes.flatMap((outcome, itemIndex) =>
		outcome.ok
			? toItems(outcome.value, prices, itemIndex)
			: [toErrorItem(this.getNode(), outcome.error, itemIndex)],
	);
}

async function openJob(
	context: IExecuteFunctions,
	bill: Bill,
	live: boolean,
): Promise<NodeJob<AnsweredItem>> {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	const api = await openConnection(context, settings.silenceTimeoutMs);
	const client = new PacedClient(api, settings);
	const inputs = await connectedInputs(context);
	const isShown = live && belongsInChat(context);
	// The chat shows one reply at a time, each item remembers the one before, and n8n gives a tool the
	// arguments of another item when items call it at the same time.
	const isOneByOne = isShown || inputs.memory || inputs.tools;
	return {
		concurrency: isOneByOne ? 1 : settings.maxConcurrency,
		work: async (itemIndex, place, signal) => {
			const asked = await readQuestion(context, itemIndex, inputs, signal);
			if (asked.includeCost) bill.readPrices(api);
			const reply = isShown ? openLiveReply(context, itemIndex) : undefined;
			// One that leaves its place to wait would let the next one overtake it.
			const leaving = isOneByOne ? {} : { place };
			const asking = { client, streaming: settings.streaming, reply, signal, ...leaving };
			const answer = await answerQuestion(asked.question, async (request) => {
				const completion = await askModel(asking, request);
				const { usage } = completion;
				bill.add({ model: request.model, usage, isPriced: asked.includeCost });
				return completion;
			}).catch((error: unknown) => {
				reply?.breakOff();
				throw error;
			});
			return await keepingAnswer(answer, async () => {
				reply?.end();
				return toAnsweredItem(asked, answer, await remember(asked, answer));
			});
		},
	};
}

/**
 * What the model thought is not part of what it said. An answer that cannot be remembered is still an
 * answer.
 * @returns what to warn of
 */
async function remember({ memory, conversation }: ItemQuestion, answer: Answer): Promise<string[]> {
	const message = answer.completion.choices[0]?.message;
	const reply = message && splitThinking(message).content;
	if (!memory || !reply?.trim()) return [];
	return await memory.remember(lastQuestion(conversation), reply).then(
		() => [],
		(error: unknown) => [`The memory could not be written: ${describeFailure(error)}`],
	);
}
