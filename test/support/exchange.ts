import { readCompletion } from '../../nodes/shared/chat/result/completion';
import {
	ChatExchange,
	type ChatInput,
	type ChatResult,
} from '../../nodes/shared/chat/result/exchange';
import type { ChatCompletion, ChatCompletionRequest } from '../../nodes/shared/chat/types';

/** Runs an exchange to its result, with a model that answers what it is asked. */
export async function runExchange(
	input: ChatInput,
	ask: (request: ChatCompletionRequest) => Promise<ChatCompletion>,
): Promise<ChatResult> {
	const exchange = new ChatExchange(input);
	while (!exchange.result) {
		const { request } = exchange;
		const body = await ask(request).catch((error: unknown) => {
			throw exchange.failure(error);
		});
		await exchange.take(readCompletion(body, request));
	}
	return exchange.result;
}

/** The result of a completion that needed one request. */
export function resultOf(body: ChatCompletion, more: Partial<ChatResult> = {}): ChatResult {
	return {
		completion: readCompletion(body, { n: body.choices.length }),
		usage: body.usage ?? null,
		exchanged: [],
		calls: [],
		ownNames: new Map(),
		isUnfinished: false,
		formatWarnings: [],
		...more,
	};
}
