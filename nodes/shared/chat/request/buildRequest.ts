import { FormError } from '../../form/formError';
import { oneOf } from '../../form/values';
import { readFunctions, readToolChoice } from './functions';
import { readFormMessages, readJsonMessages } from './messages';
import { readExtraBody, readOptions } from './options';
import { readSampling, type SamplingForm } from './sampling';
import type { AnswerFormat } from './answerFormat';
import { withHistory, withInstruction } from '../conversation';
import type { ChatCompletionRequest, ChatMessage, ChatTool } from '../types';
import { asObject } from '../../json';

/** The values of the form for one item, as n8n resolved them. Nothing about them is known yet. */
export interface ChatForm extends SamplingForm {
	messagesSource: unknown;
	messages?: unknown;
	messagesJson?: unknown;
	functions?: unknown;
	options: unknown;
}

/** What goes into a request beside the form. */
export interface RequestParts {
	format?: AnswerFormat;
	/** Tools that are connected to the node. */
	tools?: ChatTool[];
	/** What a memory remembers of the conversation. */
	history?: ChatMessage[];
}

/** A request, and its conversation without what is only said for the sake of the format. */
export interface BuiltRequest {
	request: ChatCompletionRequest;
	conversation: ChatMessage[];
}

/**
 * Turns the values of the form into the body of a request, checking all of them first.
 * @throws {FormError} naming the first field whose value cannot be sent
 */
export function buildRequest(form: ChatForm, parts: RequestParts = {}): BuiltRequest {
	const { format = {}, history = [] } = parts;
	const options = asObject(form.options) ?? {};
	const conversation = withHistory(readMessages(form), history);
	const { model, temperature, maxTokens } = readSampling(form);
	const { instruction, responseFormat } = format;
	const request: ChatCompletionRequest = {
		model,
		messages: instruction ? withInstruction(conversation, instruction) : conversation,
		temperature,
		max_tokens: maxTokens,
		...(responseFormat && { response_format: responseFormat }),
		...readTools(form, parts),
		...readOptions(options),
		...readExtraBody(options),
	};
	checkCombination(request, parts.tools ?? []);
	return { request, conversation };
}

function readMessages(form: ChatForm): ChatMessage[] {
	const source = oneOf(['form', 'json'])(form.messagesSource, 'Messages Source');
	return source === 'json' ? readJsonMessages(form.messagesJson) : readFormMessages(form.messages);
}

function readTools(
	form: ChatForm,
	{ tools: connected = [] }: RequestParts,
): Pick<ChatCompletionRequest, 'tools' | 'tool_choice'> {
	const tools = [...readFunctions(form.functions), ...connected];
	const name = tools
		.map((tool) => tool.function.name)
		.find((one, at, all) => all.indexOf(one) !== at);
	if (name)
		throw new FormError('Functions', `has ${name}, which is also the name of a connected tool`);
	return {
		...(tools.length > 0 && { tools }),
		...readToolChoice(asObject(form.options) ?? {}, tools),
	};
}

/** What the API refuses or the node cannot do is told before anything is sent. */
function checkCombination(
	{ tools, response_format, n = 1 }: ChatCompletionRequest,
	connected: ChatTool[],
): void {
	if (tools && response_format) {
		throw new FormError(
			'Response Format',
			'cannot be combined with tools or functions in one request',
			'Set it to Text, or ask a second Together AI node to put the answer into form.',
		);
	}
	if (connected.length > 0 && n > 1) {
		throw new FormError('Choices', 'must be 1 while tools are connected', 'Remove the option.');
	}
}
