import type { IExecuteFunctions } from 'n8n-workflow';

import { loadAttachments } from './attachments';
import type { ChatRun } from './chatRun';
import { readAnswerFormat, type AnswerForm } from '../../../shared/chat/request/answerFormat';
import { buildRequest } from '../../../shared/chat/request/buildRequest';
import type { ChatInput } from '../../../shared/chat/result/exchange';
import type { ChatMessage } from '../../../shared/chat/types';
import { boolean, number } from '../../../shared/form/values';
import { asObject, type JsonObject } from '../../../shared/json';
import { connectedTools } from '../../../shared/n8n/connectedTools';
import { openMemory, type Memory } from '../../../shared/n8n/memory';
import type { RunningItem } from '../../../shared/n8n/runNodeItems';

/** What an item asks, and what is wanted of its result. */
export interface ChatItemInput {
	chat: ChatInput;
	/** The messages without what is only said for the sake of the format. */
	conversation: ChatMessage[];
	/** Gives what the item wants, without what the memory adds: that grows with every item. */
	asked: () => unknown;
	memory: Memory | undefined;
	simplify: boolean;
	includeMessages: boolean;
	includeCost: boolean;
}

const DEFAULT_TOOL_ROUNDS = 10;
const DEFAULT_TOOL_CALLS = 32;

/**
 * Reads the form for one item, with its files, tools and memory.
 * @throws {FormError} naming the first field that cannot be used
 */
export async function readChatInput(
	context: IExecuteFunctions,
	{ inputs }: Pick<ChatRun, 'inputs'>,
	{ index, signal }: Pick<RunningItem, 'index' | 'signal'>,
): Promise<ChatItemInput> {
	const read = (name: string): unknown => context.getNodeParameter(name, index, undefined);
	const options = asObject(read('options')) ?? {};
	const format = await readAnswerFormat(readFormatFields(read));
	const memory = inputs.memory ? await openMemory(context, index, signal) : undefined;
	const tools = inputs.tools ? await connectedTools(context, index, signal) : [];
	const form = {
		model: context.getNodeParameter('model', index, undefined, { extractValue: true }),
		...(await readMessageFields(context, index, read)),
		temperature: read('temperature'),
		maxTokens: read('maxTokens'),
		functions: read('functions'),
		options,
	};
	const parts = { format, tools: tools.map((tool) => tool.definition) };
	const history = memory?.history ?? [];
	const { request, conversation } = buildRequest(form, { ...parts, history });
	const simplify = boolean(read('simplify'), 'Simplify Output');
	const rounds = number({ min: 1, max: 100, integer: true });
	const calls = number({ min: 1, max: 1000, integer: true });
	return {
		chat: {
			request,
			format,
			tools,
			maxToolRounds: rounds(options['maxToolRounds'] ?? DEFAULT_TOOL_ROUNDS, 'Max Tool Rounds'),
			maxToolCalls: calls(options['maxToolCalls'] ?? DEFAULT_TOOL_CALLS, 'Max Tool Calls'),
			repairs: flag(options, 'repairAnswer', 'Repair Answer'),
		},
		conversation,
		asked: () => [buildRequest(form, parts).request, options, simplify],
		memory,
		simplify,
		includeMessages: flag(options, 'includeMessages', 'Include Messages'),
		includeCost: flag(options, 'includeCost', 'Include Cost'),
	};
}

type Read = (name: string) => unknown;

/** Only the fields that the form shows: n8n does not know the others. */
function readFormatFields(read: Read): AnswerForm {
	const responseFormat = read('responseFormat') ?? 'text';
	switch (responseFormat) {
		case 'jsonObject':
			return { responseFormat, describeSchema: read('describeSchema') };
		case 'jsonSchema':
			return { responseFormat, describeSchema: read('describeSchema'), ...readSchemaFields(read) };
		case 'regex':
			return { responseFormat, regexPattern: read('regexPattern') };
		default:
			return { responseFormat };
	}
}

function readSchemaFields(read: Read): Partial<AnswerForm> {
	const jsonSchemaType = read('jsonSchemaType');
	return jsonSchemaType === 'fromJson'
		? { jsonSchemaType, jsonSchemaExample: read('jsonSchemaExample') }
		: { jsonSchemaType, jsonSchema: read('jsonSchema') };
}

async function readMessageFields(context: IExecuteFunctions, itemIndex: number, read: Read) {
	const messagesSource = read('messagesSource');
	if (messagesSource === 'json') return { messagesSource, messagesJson: read('messagesJson') };
	return {
		messagesSource,
		messages: await loadAttachments(context, itemIndex, read('messages')),
	};
}

function flag(options: JsonObject, name: string, label: string): boolean {
	return boolean(options[name] ?? false, label);
}
