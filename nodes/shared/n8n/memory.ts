import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { fromSubNode } from './subNode';
import type { ChatMessage, ChatRole } from '../chat/types';
import { asArray, asString, isObject, type JsonObject } from '../json';

/** What was said before, and a place for what is said now. */
export interface Memory {
	history: ChatMessage[];
	/** Not waited for without end: fails like the reading does. */
	remember: (question: string, answer: string) => Promise<void>;
}

const ROLES: Record<string, ChatRole> = { human: 'user', ai: 'assistant', system: 'system' };

/**
 * The memory connected to the Memory input, for one item.
 * @param signal ends the wait for it when the workflow is stopped
 * @throws {FormError} when it is not read in time; what it throws
 */
export async function openMemory(
	context: IExecuteFunctions,
	itemIndex: number,
	signal: AbortSignal,
): Promise<Memory | undefined> {
	const { memory, history } = await fromSubNode('Memory', readMemory(context, itemIndex), signal);
	return (
		memory && {
			history,
			remember: async (input, output) => {
				await fromSubNode('Memory', call(memory, 'saveContext', { input }, { output }), signal);
			},
		}
	);
}

async function readMemory(context: IExecuteFunctions, itemIndex: number) {
	const connected = await context.getInputConnectionData(NodeConnectionTypes.AiMemory, itemIndex);
	const memory = asArray(connected)?.[0] ?? connected;
	if (!isObject(memory)) return { memory: undefined, history: [] };
	const variables = await call(memory, 'loadMemoryVariables', {});
	const history = isObject(variables) ? asArray(variables['chat_history']) : undefined;
	return { memory, history: (history ?? []).filter(isObject).flatMap(toMessage) };
}

/** The memory is one of LangChain's; only its two methods are relied on. */
async function call(memory: JsonObject, method: string, ...args: unknown[]): Promise<unknown> {
	const found = memory[method];
	return typeof found === 'function'
		? await (found.apply(memory, args) as Promise<unknown>)
		: undefined;
}

/** LangChain's messages tell their type by a method. Calls of tools are not remembered. */
function toMessage(message: JsonObject): ChatMessage[] {
	const typeOf = message['_getType'] ?? message['getType'];
	const type: unknown = typeof typeOf === 'function' ? typeOf.call(message) : undefined;
	const role = ROLES[asString(type) ?? ''];
	const content = asString(message['content']);
	return role && content?.trim() ? [{ role, content }] : [];
}
