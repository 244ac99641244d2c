/**
 * The wire format of Together AI's chat completions, in the API's own names.
 * Source: https://docs.together.ai/reference/chat-completions-1 and the official `together-ai` types,
 * against which `test/api/types.check.ts` compares this file at compile time.
 */
import type { JsonObject } from '../json';

/** The roles the API takes in a request. */
export const CHAT_ROLES = ['system', 'user', 'assistant', 'tool', 'function', 'developer'] as const;
export type ChatRole = (typeof CHAT_ROLES)[number];

/** One message of a request. Fields that are not listed go to the API untouched. */
export interface ChatMessage {
	role: ChatRole;
	/** Text, content parts (text, images, audio), or null beside tool calls. */
	content?: string | null | JsonObject[];
	name?: string;
	tool_calls?: JsonObject[];
	tool_call_id?: string;
	function_call?: JsonObject;
	reasoning?: string | null;
	reasoning_content?: string | null;
	reasoning_details?: unknown;
	thought_signature?: unknown;
	extra_content?: unknown;
}

/** A function the model may call. */
export interface ChatTool {
	type: 'function';
	function: { name: string; description?: string; parameters?: JsonObject; strict?: boolean };
}

/** What the reply must look like. `text` is never sent: it pushes some models into JSON. */
export type ChatResponseFormat =
	| { type: 'json_object' }
	| {
			type: 'json_schema';
			json_schema: { name: string; schema: JsonObject; description?: string; strict?: boolean };
	  }
	| { type: 'regex'; pattern: string };

/** The body of `POST /chat/completions`. */
export interface ChatCompletionRequest {
	model: string;
	messages: ChatMessage[];
	max_tokens?: number;
	temperature?: number;
	top_p?: number;
	top_k?: number;
	min_p?: number;
	stop?: string[];
	seed?: number;
	n?: number;
	frequency_penalty?: number;
	presence_penalty?: number;
	repetition_penalty?: number;
	logit_bias?: Record<string, number>;
	/** How many alternatives per token, 0 to 20. A number here, not OpenAI's boolean. */
	logprobs?: number;
	echo?: boolean;
	response_format?: ChatResponseFormat;
	tools?: ChatTool[];
	tool_choice?: string | { type: 'function'; function: { name: string } };
	function_call?: 'none' | 'auto' | { name: string };
	reasoning?: { enabled: boolean };
	/** An open list: models take other words than the documented low, medium and high. */
	reasoning_effort?: string;
	chat_template_kwargs?: JsonObject;
	context_length_exceeded_behavior?: 'truncate' | 'error';
	safety_model?: string;
	compliance?: 'hipaa';
	stream?: boolean;
	/** Not in the official types, but some models give no usage in a stream without it. */
	stream_options?: { include_usage: boolean };
}

/** Tokens of one request. Reasoning tokens are part of `completion_tokens`. */
export interface ChatCompletionUsage {
	prompt_tokens: number;
	completion_tokens: number;
	total_tokens: number;
	cached_tokens?: number;
	reasoning_tokens?: number;
	prompt_tokens_details?: { cached_tokens?: number } | null;
	completion_tokens_details?: { reasoning_tokens?: number } | null;
}

/** A call the model asks for: of a function, or of a tool that takes any text. */
export type ChatToolCall = ChatFunctionCall | ChatCustomCall;

interface ChatCall {
	id: string;
	type: string;
	index?: number;
	/** What Gemini wants back with its call. */
	extra_content?: unknown;
	thought_signature?: unknown;
}

/** `arguments` is JSON as the model wrote it. */
export interface ChatFunctionCall extends ChatCall {
	function: { name: string; arguments: string };
}

/** OpenAI's `custom` tools. */
export interface ChatCustomCall extends ChatCall {
	custom: { name: string; input: string };
}

/** The message of a choice. */
export interface ChatCompletionMessage {
	role: string;
	content: string | null;
	reasoning?: string | null;
	reasoning_content?: string | null;
	tool_calls?: ChatToolCall[];
	/** Text in the place of content, where the model refused. */
	refusal?: unknown;
	/** The older form of a call. */
	function_call?: unknown;
	/** What OpenRouter and Gemini want back in the next request. */
	reasoning_details?: unknown;
	thought_signature?: unknown;
	extra_content?: unknown;
}

/** One of the answers to a request. */
export interface ChatCompletionChoice {
	index: number;
	/** stop, eos, length, tool_calls, function_call: an open list. */
	finish_reason: string | null;
	message: ChatCompletionMessage;
	/** Two shapes are in use: parallel arrays, or OpenAI's `content` list. */
	logprobs?: JsonObject | null;
	/** An unsigned 64-bit number: JavaScript rounds it. */
	seed?: number | null;
}

/** The answer to a request that was not streamed, or one put together from a stream. */
export interface ChatCompletion {
	id: string;
	object: string;
	created: number;
	model: string;
	prompt?: JsonObject[];
	choices: ChatCompletionChoice[];
	usage?: ChatCompletionUsage | null;
	warnings?: Array<{ message: string }>;
}

/** A piece of a tool call in a stream. Only the first piece of a call carries id and name. */
export interface ChatToolCallDelta {
	index?: number;
	id?: string;
	type?: string;
	name?: string;
	arguments?: string;
	/** Fields that this package does not know. */
	others?: JsonObject;
}

/** What a chunk adds to one choice; the older stream shape is read into the same form. */
export interface ChatCompletionDelta {
	index: number;
	finishReason?: string;
	role?: string;
	content?: string;
	reasoning?: string;
	/** The key the reasoning came under: it must go back under the same one. */
	reasoningKey?: 'reasoning' | 'reasoning_content';
	toolCalls?: ChatToolCallDelta[];
	/** A bare number beside `tokenId` in a stream, or one of the shapes of a single answer. */
	logprobs?: number | JsonObject;
	tokenId?: number;
	seed?: number;
	/** The older stream shape repeats the whole text at its end. */
	generatedText?: string;
	/** Fields of the choice, and of its message, that this package does not know. */
	others?: JsonObject;
	messageOthers?: JsonObject;
}

/** One event of a stream. */
export interface ChatCompletionChunk {
	id?: string;
	created?: number;
	model?: string;
	deltas: ChatCompletionDelta[];
	usage?: ChatCompletionUsage;
	warnings?: Array<{ message: string }>;
	prompt?: JsonObject[];
	/** Fields of the answer that this package does not know. */
	others?: JsonObject;
}
