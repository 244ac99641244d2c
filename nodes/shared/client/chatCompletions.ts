import type { LiveReply, LiveText } from '../n8n/liveChat';
import type { PacedClient } from './pacing';
import type { RequestSettings } from './requestSettings';
import type { TogetherClient } from './client';
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from '../chat/types';
import { CompletionAccumulator } from '../chat/stream/accumulator';
import { withoutDeepFields } from '../chat/deepFields';
import { withDoubts, withEarlyFinish } from '../chat/result/doubts';
import type { Place } from '../run/runItems';

/** How a model is asked on behalf of one item. */
export interface Asking {
	client: PacedClient;
	streaming: RequestSettings['streaming'];
	/** Where the tokens are shown as they arrive. */
	reply?: LiveReply | undefined;
	place?: Place;
	signal: AbortSignal;
}

/**
 * Sends one request, streamed or not, and gives the whole completion.
 * @throws {GaveUp} when it failed for good
 */
export async function askModel(
	asking: Asking,
	request: ChatCompletionRequest,
): Promise<ChatCompletion> {
	const { client, streaming, reply, place, signal } = asking;
	const shownBefore = reply?.shown ?? 0;
	// What was shown in the chat cannot be taken back, so it is not asked for twice.
	const canRepeat = () => (reply?.shown ?? 0) === shownBefore;
	const ask = shouldStream(streaming, request) ? completeStreamed : completeAtOnce;
	const completion = await client.send(
		{ model: request.model, canRepeat, signal, ...(place && { place }) },
		async (api) => {
			const text = reply?.openText();
			const completion = await ask(api, request, signal, text);
			text?.end();
			return completion;
		},
	);
	return withDoubts(withoutDeepFields(completion), request);
}

/** Streaming is how the API is asked, except where an answer in one piece carries more. */
function shouldStream(
	streaming: RequestSettings['streaming'],
	{ echo, logprobs }: ChatCompletionRequest,
): boolean {
	if (streaming !== 'auto') return streaming === 'on';
	return echo !== true && logprobs === undefined;
}

async function completeAtOnce(
	api: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
	text: LiveText | undefined,
): Promise<ChatCompletion> {
	const completion = await api.createChatCompletion(request, signal);
	text?.add(completion.choices[0]?.message.content ?? '');
	return completion;
}

async function completeStreamed(
	api: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
	text: LiveText | undefined,
): Promise<ChatCompletion> {
	const accumulator = new CompletionAccumulator();
	const { isInDoubt } = await api.streamChatCompletion(
		request,
		(chunk) => {
			accumulator.add(chunk);
			if (text) showFirstChoice(chunk, text);
		},
		signal,
	);
	const completion = accumulator.completion();
	return isInDoubt ? withEarlyFinish(completion) : completion;
}

/** A chat has room for one answer: that of the first choice. */
function showFirstChoice({ deltas }: ChatCompletionChunk, text: LiveText): void {
	for (const { index, content } of deltas) if (index === 0 && content) text.add(content);
}
