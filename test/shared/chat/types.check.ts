/**
 * Compares the wire types of this package with those of the official SDK. Nothing runs here: a
 * difference that is not listed below does not compile, so a new version of the API shows itself in
 * the build.
 */
import type {
	ChatCompletion as OfficialCompletion,
	ChatCompletionChunk as OfficialChunk,
	ChatCompletionMessage as OfficialMessage,
	ChatCompletionMessageParam,
	ChatCompletionUsage as OfficialUsage,
	CompletionCreateParamsBase,
} from 'together-ai/resources/chat/completions';
import type { ToolChoice } from 'together-ai/resources/completions';

import type { parseChunk } from '../../../nodes/shared/chat/stream/parseChunk';
import type { parseCompletion } from '../../../nodes/shared/chat/parseCompletion';
import type {
	ChatCompletionDelta,
	ChatCompletionRequest,
	ChatMessage,
	ChatToolCall,
} from '../../../nodes/shared/chat/types';

type Expect<T extends true> = T;
type Same<A, B> = [A] extends [B] ? ([B] extends [A] ? true : false) : false;
type Fits<Sub, Super> = [Sub] extends [Super] ? true : false;
/** Interfaces as plain object types: only those may stand for objects with unknown fields. */
type Plain<T> = T extends object ? { [Key in keyof T]: Plain<T[Key]> } : T;
/** Keys whose value in `Sub` does not fit the value in `Super`. */
type Misfits<Sub, Super> = {
	[Key in keyof Sub & keyof Super]-?: Fits<Sub[Key], Super[Key]> extends true ? never : Key;
}[keyof Sub & keyof Super];

type Theirs = Required<Plain<CompletionCreateParamsBase>>;
type Ours = Required<ChatCompletionRequest>;

export type RequestChecks = [
	// A parameter that is new in the official types must become known here.
	Expect<Same<Exclude<keyof Theirs, keyof Ours>, never>>,
	// Accepted by the API though its types do not know it.
	Expect<Same<Exclude<keyof Ours, keyof Theirs>, 'stream_options'>>,
	// What we send is what the official types accept, but for: fields of messages nobody knows yet,
	// the regex response format, other words for the effort, the documented form of a tool choice.
	Expect<
		Same<Misfits<Ours, Theirs>, 'messages' | 'response_format' | 'reasoning_effort' | 'tool_choice'>
	>,
	// What the official types accept is what we can send, but for: the response format `text`, which
	// is never sent, template arguments that are no object, tools without a name, and reasoning
	// that is switched neither on nor off.
	Expect<
		Same<Misfits<Theirs, Ours>, 'response_format' | 'chat_template_kwargs' | 'tools' | 'reasoning'>
	>,
	Expect<Fits<Plain<ChatCompletionMessageParam>, ChatMessage>>,
	Expect<Fits<{ type: 'json_object' }, Ours['response_format']>>,
	Expect<
		Fits<Extract<Ours['response_format'], { type: 'json_schema' }>, Theirs['response_format']>
	>,
	Expect<Fits<Theirs['reasoning_effort'], Ours['reasoning_effort']>>,
];

type Completion = ReturnType<typeof parseCompletion>;
type Choice = Completion['choices'][number];
type OfficialChoice = Required<Plain<OfficialCompletion.Choice>>;

export type AnswerChecks = [
	Expect<Fits<Plain<Omit<OfficialCompletion, 'choices'>>, Omit<Completion, 'choices'>>>,
	// `parseCompletion` fills what a choice may lack, and turns a plain completion's text to a message.
	Expect<Fits<Omit<OfficialChoice, 'text' | 'top_logprobs'>, Choice>>,
	Expect<Fits<Plain<OfficialMessage>, Choice['message']>>,
	Expect<Fits<Plain<ToolChoice>, ChatToolCall>>,
	Expect<Fits<Plain<OfficialUsage>, NonNullable<Completion['usage']>>>,
	// Fields of an answer that are new in the official types must be looked at.
	Expect<
		Same<
			keyof OfficialCompletion,
			'id' | 'object' | 'created' | 'model' | 'prompt' | 'choices' | 'usage' | 'warnings'
		>
	>,
	Expect<
		Same<
			keyof OfficialCompletion.Choice,
			'index' | 'finish_reason' | 'message' | 'logprobs' | 'seed' | 'text' | 'top_logprobs'
		>
	>,
	Expect<
		Same<keyof OfficialMessage, 'role' | 'content' | 'reasoning' | 'tool_calls' | 'function_call'>
	>,
	Expect<Same<keyof OfficialUsage, 'prompt_tokens' | 'completion_tokens' | 'total_tokens'>>,
];

type Chunk = ReturnType<typeof parseChunk>;
type OfficialDelta = Required<Plain<OfficialChunk.Choice.Delta>>;

export type ChunkChecks = [
	Expect<
		Fits<Pick<OfficialChunk, 'id' | 'created' | 'model'>, Pick<Chunk, 'id' | 'created' | 'model'>>
	>,
	Expect<Fits<NonNullable<OfficialChunk['usage']>, NonNullable<Chunk['usage']>>>,
	Expect<Fits<NonNullable<OfficialChunk.Choice['logprobs']>, ChatCompletionDelta['logprobs']>>,
	Expect<Fits<OfficialDelta['token_id'], ChatCompletionDelta['tokenId']>>,
	Expect<
		Same<
			keyof OfficialChunk,
			| 'id'
			| 'object'
			| 'created'
			| 'model'
			| 'choices'
			| 'usage'
			| 'warnings'
			| 'system_fingerprint'
		>
	>,
	Expect<
		Same<
			keyof OfficialChunk.Choice,
			'index' | 'delta' | 'finish_reason' | 'logprobs' | 'seed' | 'top_logprobs'
		>
	>,
	Expect<
		Same<
			keyof OfficialChunk.Choice.Delta,
			| 'role'
			| 'content'
			| 'reasoning'
			| 'reasoning_content'
			| 'token_id'
			| 'tool_calls'
			| 'function_call'
		>
	>,
];

/** Every official parameter by name, complete by its type, so that a test can see the list. */
const OFFICIAL: Record<keyof CompletionCreateParamsBase, true> = {
	messages: true,
	model: true,
	chat_template_kwargs: true,
	compliance: true,
	context_length_exceeded_behavior: true,
	echo: true,
	frequency_penalty: true,
	function_call: true,
	logit_bias: true,
	logprobs: true,
	max_tokens: true,
	min_p: true,
	n: true,
	presence_penalty: true,
	reasoning: true,
	reasoning_effort: true,
	repetition_penalty: true,
	response_format: true,
	safety_model: true,
	seed: true,
	stop: true,
	stream: true,
	temperature: true,
	tool_choice: true,
	tools: true,
	top_k: true,
	top_p: true,
};

export const OFFICIAL_PARAMETERS = Object.keys(OFFICIAL);
