import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { ChatMessage, ChatRole } from '../chat/types';
import { asArray, asString, isObject, type JsonObject } from '../json';

/** What was said before, and a place for what is said now. */
export interface Memory {
	history: ChatMessage[];
	remember: (question: string, answer: string) => Promise<void>;
}

const ROLES: Record<string, ChatRole> = { human: 'user', ai: 'assistant', system: 'system' };

/** The memory connected to the Memory input, for one item. */
export async function openMemory(
	context: IExecuteFunctions,
	itemIndex: number,
): Promise<Memory | undefined> {
	const connected = await context.getInputConnectionData(NodeConnectionTypes.AiMemory, itemIndex);
	const memory = asArray(connected)?.[0] ?? connected;
	if (!isObject(memory)) return undefined;
	const variables = await call(memory, 'loadMemoryVariables', {});
	const history = isObject(variables) ? asArray(variables['chat_history']) : undefined;
	return {
		history: (history ?? []).filter(isObject).flatMap(toMessage),
		remember: async (input, output) => {
			await call(memory, 'saveContext', { input }, { output });
		},
	};
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
