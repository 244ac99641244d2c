import type { ChatRun } from './chatRun';
import type { ChatExchange, ChatResult } from '../../../shared/chat/result/exchange';
import type { LiveReply } from '../../../shared/n8n/liveChat';
import type { RunningItem } from '../../../shared/n8n/runNodeItems';

/** How one chat is asked for. */
export interface ChatOptions {
	/** Where its tokens are shown as they arrive. */
	reply?: LiveReply | undefined;
	/** Whether the user wants to know what it cost. */
	isPriced: boolean;
}

/**
 * Asks the model, lets it use its tools, and has its JSON repaired where that is wanted. What each
 * request used is logged, also where the answer could not be used.
 * @param exchange what was said so far: nothing, or what an earlier try came to
 * @throws {ChatResultError} when the answer does not have the form that was asked for, and what the
 * client throws, as {@link PartialFailure} where something was done before
 */
export async function completeChat(
	{ client, usage, isOneByOne }: ChatRun,
	{ slot, signal }: RunningItem,
	exchange: ChatExchange,
	{ reply, isPriced }: ChatOptions,
): Promise<ChatResult> {
	while (!exchange.result) {
		const { request } = exchange;
		const completion = await client.chat
			.complete(request, {
				watcher: reply?.watchRequest(),
				// An item that releases its slot to wait would let the next one overtake it.
				...(!isOneByOne && { slot }),
				signal,
			})
			.catch((reason: unknown) => {
				throw exchange.failure(reason);
			});
		usage.add({ model: request.model, usage: completion.body.usage, isPriced });
		await exchange.take(completion);
	}
	return exchange.result;
}
