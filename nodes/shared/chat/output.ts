import type {
	ChatCompletion,
	ChatCompletionChoice,
	ChatCompletionUsage,
	ChatToolCall,
} from '../api/types';

/** The tokens of one request, in n8n's names: n8n's Logs panel adds these up. */
export interface TokenUsage {
	promptTokens: number;
	completionTokens: number;
	totalTokens: number;
	cachedTokens?: number;
	reasoningTokens?: number;
}

/** A call the model asks for; `arguments` is the parsed JSON, or the text as it came. */
export interface ToolCallOutput {
	id: string;
	name: string;
	arguments: unknown;
}

/** One choice as the simplified output shows it. */
export interface ChoiceOutput {
	text: string;
	reasoning?: string;
	toolCalls?: ToolCallOutput[];
	finishReason: string | null;
	choiceIndex?: number;
	model: string;
	id: string;
	tokenUsage?: TokenUsage;
	warnings?: string[];
}

/** One entry per choice. Tokens are on the first one only, so that sums stay right. */
export function simplifyCompletion(completion: ChatCompletion): ChoiceOutput[] {
	const { choices, usage, model, id } = completion;
	return choices.map((choice, position) => {
		const isFirst = position === 0;
		const toolCalls = (choice.message.tool_calls ?? []).map(simplifyToolCall);
		const reasoning = choice.message.reasoning || choice.message.reasoning_content;
		return {
			text: choice.message.content ?? '',
			...(reasoning && { reasoning }),
			...(toolCalls.length > 0 && { toolCalls }),
			finishReason: simplifyFinishReason(choice),
			...(choices.length > 1 && { choiceIndex: choice.index }),
			model,
			id,
			...(isFirst && usage && { tokenUsage: simplifyUsage(usage) }),
			...(isFirst &&
				completion.warnings && {
					warnings: completion.warnings.map((warning) => warning.message),
				}),
		};
	});
}

/** The API's word, with `eos` told as `stop`: both mean that the model came to its end. */
export function simplifyFinishReason({ finish_reason }: ChatCompletionChoice): string | null {
	return finish_reason === 'eos' ? 'stop' : finish_reason;
}

/** Cached and reasoning tokens are parts of the others and only shown where the API tells them. */
export function simplifyUsage(usage: ChatCompletionUsage): TokenUsage {
	const cachedTokens = usage.cached_tokens ?? usage.prompt_tokens_details?.cached_tokens;
	const reasoningTokens = usage.completion_tokens_details?.reasoning_tokens;
	return {
		promptTokens: usage.prompt_tokens,
		completionTokens: usage.completion_tokens,
		totalTokens: usage.total_tokens,
		...(cachedTokens !== undefined && { cachedTokens }),
		...(reasoningTokens !== undefined && { reasoningTokens }),
	};
}

function simplifyToolCall({ id, function: called }: ChatToolCall): ToolCallOutput {
	return { id, name: called.name, arguments: parseArguments(called.arguments) };
}

function parseArguments(text: string): unknown {
	try {
		return JSON.parse(text || '{}');
	} catch {
		return text;
	}
}
