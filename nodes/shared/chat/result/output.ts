import type { Answer } from './answer';
import { simplifyLogprobs, type TokenLogprob } from '../logprobs';
import { splitThinking } from '../thinking';
import { parseArguments } from './toolLoop';
import { cachedTokens, reasoningTokens } from '../usage';
import type {
	ChatCompletionChoice,
	ChatCompletionUsage,
	ChatMessage,
	ChatToolCall,
} from '../types';
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
	toolCalls?: ToolCallOutput[];
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

/** What is added to an answer on request. */
export interface Additions {
	/** The conversation, ready for the next turn. */
	messages?: ChatMessage[];
	warnings?: string[];
}

/** One entry per choice. What belongs to the whole answer is on the first only, so that sums stay right. */
export function simplifyAnswer(answer: Answer, additions: Additions = {}): ChoiceOutput[] {
	const { choices, model, id } = answer.completion;
	return choices.map((choice, position) => {
		const { content, reasoning } = splitThinking(choice.message);
		const made = position === 0 ? answer.calls : [];
		const toolCalls = [
			...made,
			...(choice.message.tool_calls ?? []).map((call) => simplifyToolCall(call, answer.ownNames)),
		];
		const logprobs = simplifyLogprobs(choice.logprobs);
		return {
			text: content,
			...(answer.data && { data: answer.data[position] }),
			...(reasoning && { reasoning }),
			...(toolCalls.length > 0 && { toolCalls }),
			finishReason: simplifyFinishReason(choice),
			...(choices.length > 1 && { choiceIndex: choice.index }),
			model,
			id,
			...(logprobs.length > 0 && { logprobs }),
			...(position === 0 && ofWholeAnswer(answer, additions)),
		};
	});
}

/**
 * The API's own object, with the tokens of all requests it took, the calls that were made on the way
 * and, among its warnings, those of the node.
 */
export function wholeAnswer(answer: Answer, additions: Additions = {}): object {
	const { completion, usage, calls } = answer;
	const { messages } = additions;
	const own = ownWarnings(answer, additions).map((message) => ({ message }));
	const warnings = [...(completion.warnings ?? []), ...own];
	return {
		...completion,
		usage,
		...(warnings.length > 0 && { warnings }),
		...(calls.length > 0 && { toolCalls: calls }),
		...(messages && { messages }),
	};
}

/** The API's word, with `eos` told as `stop`: both mean that the model came to its end. */
export function simplifyFinishReason({ finish_reason }: ChatCompletionChoice): string | null {
	return finish_reason === 'eos' ? 'stop' : finish_reason;
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

function ofWholeAnswer(answer: Answer, additions: Additions): Partial<ChoiceOutput> {
	const { messages } = additions;
	const { warnings = [], prompt = [] } = answer.completion;
	const echoed = prompt.map((part) => asString(part['text']) ?? '').join('');
	const told = [...warnings.map(({ message }) => message), ...ownWarnings(answer, additions)];
	return {
		...(answer.usage && { tokenUsage: simplifyUsage(answer.usage) }),
		...(echoed && { prompt: echoed }),
		...(messages && { messages }),
		...(told.length > 0 && { warnings: told }),
	};
}

/** What the node warns of, not the API. */
function ownWarnings(answer: Answer, additions: Additions): string[] {
	const warnings = [...(answer.formatWarnings ?? []), ...(additions.warnings ?? [])];
	if (!answer.isUnfinished) return warnings;
	return [...warnings, 'Stopped at Max Tool Rounds: the last tool calls were not made'];
}

function simplifyToolCall(call: ChatToolCall, ownNames: Map<string, string>): ToolCallOutput {
	const parsed = parseArguments(call);
	const { id, function: called } = call;
	const name = ownNames.get(called.name) ?? called.name;
	if (parsed.ok) return { id, name, arguments: parsed.value };
	return {
		id,
		name,
		arguments: called.arguments,
		argumentsError: `The model wrote arguments that are ${parsed.problem}`,
	};
}
