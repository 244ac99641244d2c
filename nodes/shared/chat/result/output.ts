import type { ToolCall } from './completion';
import type { ChatResult } from './exchange';
import { simplifyLogprobs, type TokenLogprob } from '../logprobs';
import { cachedTokens, reasoningTokens } from '../usage';
import type { ChatCompletionUsage, ChatMessage } from '../types';
import { asString } from '../../json';

/** The tokens of one item, in n8n's names: n8n's Logs panel adds these up. */
export interface TokenUsage {
	promptTokens: number;
	completionTokens: number;
	totalTokens: number;
	cachedTokens?: number;
	reasoningTokens?: number;
}

/** A call the model asked for: made already where there is a result, else for the workflow to make. */
export interface ToolCallOutput {
	id: string;
	name: string;
	/** The parsed JSON, or the text as it came where that cannot be used. */
	arguments: unknown;
	/** Set where the arguments are not JSON, or nested too deeply. */
	argumentsError?: string;
	result?: string;
}

/** One choice as the simplified output shows it. */
export interface ChoiceOutput {
	text: string;
	data?: unknown;
	reasoning?: string;
	/** What the model said in the place of a text, where it refused. */
	refusal?: string;
	toolCalls?: ToolCallOutput[];
	/** A call in the older form, which has no id. */
	functionCall?: Omit<ToolCallOutput, 'id'>;
	finishReason: string | null;
	choiceIndex?: number;
	model: string;
	id: string;
	tokenUsage?: TokenUsage;
	logprobs?: TokenLogprob[];
	prompt?: string;
	messages?: ChatMessage[];
	warnings?: string[];
}

/** What is added to a result on request. */
export interface Additions {
	/** The conversation, ready for the next turn. */
	messages?: ChatMessage[];
	warnings?: string[];
}

/** One entry per choice. What belongs to the whole answer is on the first only, so that sums stay right. */
export function simplifyResult(result: ChatResult, additions: Additions = {}): ChoiceOutput[] {
	const { completion, calls, ownNames, data } = result;
	const { model, id } = completion.body;
	return completion.choices.map((choice, position) => {
		const { text, reasoning, refusal, functionCall, finishReason, index } = choice;
		const made = position === 0 ? calls : [];
		const asked = choice.toolCalls.map((call) => simplifyToolCall(call, ownNames));
		const toolCalls = [...made, ...asked];
		const logprobs = simplifyLogprobs(choice.logprobs);
		return {
			text,
			...(data && { data: data[position] }),
			...(reasoning && { reasoning }),
			...(refusal && { refusal }),
			...(toolCalls.length > 0 && { toolCalls }),
			...(functionCall && { functionCall: simplifyCall(functionCall, ownNames) }),
			finishReason: simplifyFinishReason(finishReason),
			...(completion.choices.length > 1 && { choiceIndex: index }),
			model,
			id,
			...(logprobs.length > 0 && { logprobs }),
			...(position === 0 && ofWholeResult(result, additions)),
		};
	});
}

/**
 * The API's own object, with the tokens of all requests it took, the calls that were made on the way
 * and, among its warnings, those of the node.
 */
export function wholeResult(result: ChatResult, additions: Additions = {}): object {
	const { completion, usage, calls } = result;
	const { messages } = additions;
	const own = ownWarnings(result, additions).map((message) => ({ message }));
	const warnings = [...(completion.body.warnings ?? []), ...own];
	return {
		...completion.body,
		usage,
		...(warnings.length > 0 && { warnings }),
		...(calls.length > 0 && { toolCalls: calls }),
		...(messages && { messages }),
	};
}

/** The API's word, with `eos` told as `stop`: both mean that the model came to its end. */
export function simplifyFinishReason(finishReason: string | null): string | null {
	return finishReason === 'eos' ? 'stop' : finishReason;
}

/** Cached and reasoning tokens are parts of the others and only shown where the API tells them. */
export function simplifyUsage(usage: ChatCompletionUsage): TokenUsage {
	const cached = cachedTokens(usage);
	const reasoning = reasoningTokens(usage);
	return {
		promptTokens: usage.prompt_tokens,
		completionTokens: usage.completion_tokens,
		totalTokens: usage.total_tokens,
		...(cached !== undefined && { cachedTokens: cached }),
		...(reasoning !== undefined && { reasoningTokens: reasoning }),
	};
}

function ofWholeResult(result: ChatResult, additions: Additions): Partial<ChoiceOutput> {
	const { warnings = [], prompt = [] } = result.completion.body;
	const echoed = prompt.map((part) => asString(part['text']) ?? '').join('');
	const told = [...warnings.map(({ message }) => message), ...ownWarnings(result, additions)];
	return {
		...(result.usage && { tokenUsage: simplifyUsage(result.usage) }),
		...(echoed && { prompt: echoed }),
		...(additions.messages && { messages: additions.messages }),
		...(told.length > 0 && { warnings: told }),
	};
}

/** What the node warns of, not the API. */
function ownWarnings(result: ChatResult, additions: Additions): string[] {
	const warnings = [...result.formatWarnings, ...(additions.warnings ?? [])];
	if (!result.isUnfinished) return warnings;
	return [...warnings, 'Stopped at Max Tool Rounds: the last tool calls were not made'];
}

function simplifyToolCall(call: ToolCall, ownNames: Map<string, string>): ToolCallOutput {
	return { id: call.id, ...simplifyCall(call, ownNames) };
}

function simplifyCall(
	call: Omit<ToolCall, 'id'>,
	ownNames: Map<string, string>,
): Omit<ToolCallOutput, 'id'> {
	const name = ownNames.get(call.name) ?? call.name;
	if (call.arguments.ok) return { name, arguments: call.arguments.value };
	return {
		name,
		arguments: call.text,
		argumentsError: `The model wrote arguments that are ${call.arguments.problem}`,
	};
}
