import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { errorText } from './failure';
import { boolean } from '../form/values';
import { ThinkTagFilter } from '../chat/stream/thinkTagFilter';
import type { ChatCompletionChunk } from '../chat/types';
import type { CompletionWatcher } from '../client/chatCompletions';

/** The chat reads Markdown. */
const NEW_PARAGRAPH = '\n\n';

/** What the chat that waits for tokens is shown of one item. */
export interface LiveReply {
	/** Shows what the model says to the next request of the item. */
	watchRequest: () => CompletionWatcher;
	end: () => void;
	/** Ends a reply that failed, so that what n8n says of it begins on a line of its own. */
	breakOff: () => void;
}

/**
 * True when the workflow was started by a Chat Trigger or Webhook that streams its answer. Not
 * while the node runs as a tool: its reply then belongs to the agent, not to the user.
 */
export function isLive(context: IExecuteFunctions): boolean {
	const host: Partial<Pick<IExecuteFunctions, 'isStreaming'>> = context;
	return host.isStreaming !== undefined && context.isStreaming() && !runsAsTool(context);
}

/** True while the node is run for an agent that has it as a tool. */
export function runsAsTool(context: IExecuteFunctions): boolean {
	const host: Partial<Pick<IExecuteFunctions, 'isToolExecution'>> = context;
	if (host.isToolExecution && context.isToolExecution()) return true;
	// Newer agents run tools in a context of their own and only mark the node.
	return context.getNode().rewireOutputLogTo !== undefined;
}

/** Answers in these formats are for the next node to read. */
const NOT_FOR_READING: unknown[] = ['jsonObject', 'jsonSchema'];

/**
 * Whether the answers belong into the chat. What the first item says holds for all of them, as it
 * decides whether they must follow each other.
 * @throws {FormError} when Show in Chat is neither true nor false
 */
export function belongsInChat(context: IExecuteFunctions): boolean {
	const read = (name: string): unknown => context.getNodeParameter(name, 0, null) ?? undefined;
	const wanted = read('options.showInChat');
	if (wanted !== undefined) return boolean(wanted, 'Show in Chat');
	return !NOT_FOR_READING.includes(read('responseFormat'));
}

/**
 * The reply of an item in the chat, which begins with its first piece: one that fails before leaves
 * nothing empty. Items must follow each other, as the chat shows one at a time.
 */
export function openLiveReply(context: IExecuteFunctions, itemIndex: number): LiveReply {
	let shown = 0;
	const send = chunkSender(context, itemIndex);
	const show = (text: string) => {
		if (shown++ === 0) send('begin');
		send('item', text);
	};
	return {
		watchRequest: () => new ShownRequest(show, shown > 0),
		end() {
			if (shown > 0) send('end');
		},
		breakOff() {
			if (shown === 0) return;
			send('item', NEW_PARAGRAPH);
			send('end');
		},
	};
}

/** Sends chunks until n8n does not take one: the answer is paid for and must not be lost over it. */
function chunkSender(context: IExecuteFunctions, itemIndex: number) {
	let isLost = false;
	const lose = () => {
		if (!isLost) context.logger.warn('Together AI: n8n did not take a piece of the live answer.');
		isLost = true;
	};
	return (type: 'begin' | 'item' | 'end', text?: string): void => {
		if (isLost) return;
		try {
			const sent: unknown = context.sendChunk(type, itemIndex, text);
			Promise.resolve(sent).catch(lose);
		} catch {
			lose();
		}
	};
}

/** Shows what the model says to one request, without what it thinks. */
class ShownRequest implements CompletionWatcher {
	private filter = new ThinkTagFilter();

	hasShown = false;

	/** @param isLater whether something of the item was shown before */
	constructor(
		private readonly show: (text: string) => void,
		private readonly isLater: boolean,
	) {}

	begin(): void {
		this.filter = new ThinkTagFilter();
	}

	/** A chat has room for one answer: that of the first choice. */
	add(chunks: ChatCompletionChunk[]): void {
		for (const { deltas } of chunks) {
			for (const { index, content } of deltas) {
				if (index === 0 && content) this.say(this.filter.add(content));
			}
		}
	}

	end(): void {
		this.say(this.filter.end());
	}

	private say(text: string): void {
		if (text === '') return;
		if (!this.hasShown && this.isLater) this.show(NEW_PARAGRAPH);
		this.hasShown = true;
		this.show(text);
	}
}

/** The chat shows the description of an error and nothing else: there it must also say what happened. */
export function describeInChat(error: unknown): unknown {
	if (error instanceof NodeApiError || error instanceof NodeOperationError) {
		error.description = errorText(error);
	}
	return error;
}
