import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';
import { updateDisplayOptions } from 'n8n-workflow';

import type { TogetherClient } from '../../../shared/api/client';
import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionRequest,
} from '../../../shared/api/types';
import { CompletionAccumulator } from '../../../shared/chat/accumulator';
import { buildRequest, type ChatForm } from '../../../shared/chat/request';
import { openConnection } from '../../../shared/n8n/connection';
import { toErrorItem } from '../../../shared/n8n/failure';
import { hintAtCutOffReplies } from '../../../shared/n8n/hints';
import { toItems } from '../../../shared/n8n/items';
import { isLive, openLiveReply, type LiveReply } from '../../../shared/n8n/liveChat';
import { readRequestSettings, type RequestSettings } from '../../../shared/n8n/requestSettings';
import { PacedClient } from '../../../shared/n8n/pacedClient';
import { runNodeItems } from '../../../shared/n8n/runNodeItems';
import { reportTokenUsage } from '../../../shared/n8n/tokenUsage';
import { messageFields } from '../../fields/messages';
import { modelField } from '../../fields/model';
import { optionsField } from '../../fields/options';
import { requestsField } from '../../fields/requests';
import { samplingFields } from '../../fields/sampling';
import { simplifyField } from '../../fields/simplify';

/** The form of Chat > Complete, in the order in which it is filled in. */
export const description: INodeProperties[] = updateDisplayOptions(
	{ show: { resource: ['chat'], operation: ['complete'] } },
	[modelField, ...messageFields, ...samplingFields, simplifyField, optionsField, requestsField],
);

/** Asks the model once per item. Each item gives its reply, or its error when the node may go on. */
export async function execute(this: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const outcomes = await runNodeItems(this, async () => {
		const settings = readRequestSettings(this.getNodeParameter('requests', 0, {}));
		const connection = await openConnection(this, settings.silenceTimeoutMs);
		const client = new PacedClient(connection, settings);
		const live = isLive(this);
		return {
			// The chat shows one reply at a time.
			concurrency: live ? 1 : settings.maxConcurrency,
			work: async (itemIndex, place, signal) => {
				const request = buildRequest(readForm(this, itemIndex));
				const isStreamed = shouldStream(settings.streaming, request);
				const reply = live ? openLiveReply(this, itemIndex) : undefined;
				const canRepeat = () => !reply?.hasShown;
				const answer = client.send({ model: request.model, canRepeat, place, signal }, (api) =>
					isStreamed
						? completeStreamed(api, request, signal, reply)
						: completeAtOnce(api, request, signal, reply),
				);
				return await answer.finally(() => reply?.end());
			},
		};
	});

	const completions = outcomes.flatMap((outcome) => (outcome.ok ? [outcome.value] : []));
	reportTokenUsage(this, completions);
	hintAtCutOffReplies(this, completions);
	return outcomes.flatMap((outcome, itemIndex) => {
		if (!outcome.ok) return [toErrorItem(outcome.error, itemIndex)];
		const simplify = this.getNodeParameter('simplify', itemIndex, true) === true;
		return toItems(outcome.value, itemIndex, simplify);
	});
}

function readForm(context: IExecuteFunctions, itemIndex: number): ChatForm {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const messagesSource = read('messagesSource');
	return {
		model: context.getNodeParameter('model', itemIndex, undefined, { extractValue: true }),
		messagesSource,
		...(messagesSource === 'json'
			? { messagesJson: read('messagesJson') }
			: { messages: read('messages') }),
		temperature: read('temperature'),
		maxTokens: read('maxTokens'),
		options: read('options'),
	};
}

async function completeAtOnce(
	api: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
	reply: LiveReply | undefined,
): Promise<ChatCompletion> {
	const completion = await api.createChatCompletion(request, signal);
	reply?.show(completion.choices[0]?.message.content ?? '');
	return completion;
}

async function completeStreamed(
	api: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
	reply: LiveReply | undefined,
): Promise<ChatCompletion> {
	const accumulator = new CompletionAccumulator();
	await api.streamChatCompletion(
		request,
		(chunk) => {
			accumulator.add(chunk);
			if (reply) showFirstChoice(chunk, reply);
		},
		signal,
	);
	return accumulator.completion();
}

/** A chat has room for one answer: that of the first choice. */
function showFirstChoice({ deltas }: ChatCompletionChunk, reply: LiveReply): void {
	for (const { index, content } of deltas) if (index === 0 && content) reply.show(content);
}

/** Streaming is how the API is asked, except where an answer in one piece carries more. */
function shouldStream(
	streaming: RequestSettings['streaming'],
	{ echo, logprobs }: ChatCompletionRequest,
): boolean {
	if (streaming !== 'auto') return streaming === 'on';
	return echo !== true && logprobs === undefined;
}
