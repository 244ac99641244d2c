import type { IExecuteFunctions } from 'n8n-workflow';

import type { TogetherClient } from '../../../shared/client/client';
import { readRequestSettings } from '../../../shared/client/requestSettings';
import { openClient } from '../../../shared/n8n/connection';
import { connectedInputs, type ConnectedInputs } from '../../../shared/n8n/inputs';
import { belongsInChat } from '../../../shared/n8n/liveChat';
import type { UsageLog } from '../../../shared/n8n/usageLog';

/** What all items of a run share. */
export interface ChatRun {
	client: TogetherClient;
	usage: UsageLog;
	inputs: ConnectedInputs;
	/** True when tokens are shown in a chat as they arrive. */
	isShown: boolean;
	/** True when items follow each other. */
	isOneByOne: boolean;
	/** How many items are worked on at the same time, at most. */
	concurrency: number;
}

/**
 * Prepares a run that chats.
 * @param isLive whether a chat waits for tokens
 * @throws {FormError} when the credential or a setting cannot be used
 */
export async function openChatRun(
	context: IExecuteFunctions,
	usage: UsageLog,
	isLive: boolean,
): Promise<ChatRun> {
	const settings = readRequestSettings(context.getNodeParameter('requests', 0, {}));
	const client = await openClient(context, settings);
	const inputs = await connectedInputs(context);
	const isShown = isLive && belongsInChat(context);
	// The chat shows one reply at a time, each item remembers the one before, and n8n gives a tool the
	// arguments of another item when items call it at the same time.
	const isOneByOne = isShown || inputs.memory || inputs.tools;
	const concurrency = isOneByOne ? 1 : settings.maxConcurrency;
	return { client, usage, inputs, isShown, isOneByOne, concurrency };
}
