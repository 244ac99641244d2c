import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { errorText } from './failure';

/** Sends the tokens of one item to the chat that waits for them. */
export interface LiveReply {
	/** How many pieces were shown: what was shown cannot be asked for again. */
	readonly shown: number;
	show: (token: string) => void;
	end: () => void;
	/** Ends a reply that failed, so that what n8n says of it begins on a line of its own. */
	breakOff: () => void;
}

/**
 * True when the workflow was started by a Chat Trigger or Webhook that streams its answer. Not
 * while the node runs as a tool: its reply then belongs to the agent, not to the user.
 */
export function isLive(context: IExecuteFunctions): boolean {
	const host: Partial<Pick<IExecuteFunctions, 'isStreaming' | 'isToolExecution'>> = context;
	if (!host.isStreaming || !context.isStreaming()) return false;
	if (host.isToolExecution && context.isToolExecution()) return false;
	// Newer agents run tools in a context of their own and only mark the node.
	return context.getNode().rewireOutputLogTo === undefined;
}

/** Opens the reply of an item in the chat. Items must follow each other: the chat shows one at a time. */
export function openLiveReply(context: IExecuteFunctions, itemIndex: number): LiveReply {
	let shown = 0;
	context.sendChunk('begin', itemIndex);
	return {
		get shown() {
			return shown;
		},
		show(token) {
			if (token === '') return;
			shown++;
			context.sendChunk('item', itemIndex, token);
		},
		end() {
			context.sendChunk('end', itemIndex);
		},
		breakOff() {
			if (shown > 0) context.sendChunk('item', itemIndex, '\n\n');
			context.sendChunk('end', itemIndex);
		},
	};
}

/** The chat shows the description of an error and nothing else: there it must tell the whole story. */
export function tellWholeStory(error: unknown): unknown {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.description = errorText(error);
	}
	return error;
}
