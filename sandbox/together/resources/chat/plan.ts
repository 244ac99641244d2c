import { defaultReasoning, defaultReply, toolToCall } from './replies';
import type { ChatRequest } from './request';
import { contentText } from './request';
import { hash } from '../../shared/ids';
import { tokenize } from '../../shared/tokens';

/** One generated token and the field it belongs to. */
export interface Piece {
	field: 'content' | 'reasoning' | 'reasoning_content';
	text: string;
}

export interface ToolCall {
	id: string;
	name: string;
	arguments: string;
}

export interface PlannedChoice {
	index: number;
	pieces: Piece[];
	toolCall: ToolCall | undefined;
	finishReason: 'stop' | 'length' | 'tool_calls';
	seed: number;
}

export interface Usage {
	prompt_tokens: number;
	completion_tokens: number;
	total_tokens: number;
	cached_tokens: number;
	completion_tokens_details?: { reasoning_tokens: number };
}

/** A whole answer before it takes a wire shape: streamed or not, it says the same. */
export interface Plan {
	id: string;
	created: number;
	request: ChatRequest;
	choices: PlannedChoice[];
	usage: Usage;
}

export type Reply = (request: ChatRequest, index: number, choice: number) => string;

export interface PlanContext {
	id: string;
	/** Seconds since the epoch. */
	created: number;
	/** Number of the chat request on this server, from 0. */
	index: number;
	reply?: Reply | undefined;
}

/** Decides the full answer to a request: texts, tool calls, where they stop, and their tokens. */
export function planCompletion(request: ChatRequest, context: PlanContext): Plan {
	const choices = Array.from({ length: request.n ?? 1 }, (_, choice) =>
		planChoice(request, context, choice),
	);
	return {
		id: context.id,
		created: context.created,
		request,
		choices,
		usage: countUsage(request, choices),
	};
}

/** The prompt as one text, for `echo`. */
export function promptText(request: ChatRequest): string {
	return request.messages.map(({ content }) => contentText(content)).join('\n');
}

function planChoice(request: ChatRequest, context: PlanContext, choice: number): PlannedChoice {
	const seed = request.seed ?? Number(hash(`${context.id} ${choice}`).readBigUInt64BE());
	const call = toolToCall(request);
	if (call) {
		const id = `call_${hash(context.id + choice)
			.toString('hex')
			.slice(0, 24)}`;
		const toolCall = { id, ...call };
		return { index: choice, pieces: thoughts(request), toolCall, finishReason: 'tool_calls', seed };
	}
	const reply = context.reply?.(request, context.index, choice) ?? defaultReply(request, choice);
	const all = [...thoughts(request), ...pieces('content', cutAtStop(reply, request.stop))];
	const limit = request.max_tokens ?? Infinity;
	return {
		index: choice,
		pieces: all.slice(0, limit),
		toolCall: undefined,
		// The end-of-text token needs room as well: a reply that fills the limit was cut.
		finishReason: all.length >= limit ? 'length' : 'stop',
		seed,
	};
}

function thoughts(request: ChatRequest): Piece[] {
	const { model, reasoning } = request;
	// gpt-oss cannot stop thinking; the others can be told to.
	const always = /gpt-oss/i.test(model);
	const byDefault = /deepseek|kimi/i.test(model);
	if (!always && !(reasoning?.enabled ?? byDefault)) return [];
	const field = /kimi/i.test(model) ? 'reasoning_content' : 'reasoning';
	return pieces(field, defaultReasoning(request));
}

function pieces(field: Piece['field'], text: string): Piece[] {
	return tokenize(text).map((token) => ({ field, text: token }));
}

function cutAtStop(text: string, stop: ChatRequest['stop']): string {
	const stops = typeof stop === 'string' ? [stop] : (stop ?? []);
	const ends = stops.map((sequence) => text.indexOf(sequence)).filter((end) => end >= 0);
	return text.slice(0, Math.min(text.length, ...ends));
}

function countUsage(request: ChatRequest, choices: readonly PlannedChoice[]): Usage {
	const BEGIN = 1;
	const prompt = request.messages.reduce(
		(sum, { content }) => sum + tokenize(contentText(content)).length,
		BEGIN,
	);
	const completion = choices.reduce((sum, choice) => sum + generatedTokens(choice), 0);
	const reasoning = choices
		.flatMap((choice) => choice.pieces)
		.filter(({ field }) => field !== 'content').length;
	return {
		prompt_tokens: prompt,
		completion_tokens: completion,
		total_tokens: prompt + completion,
		cached_tokens: 0,
		...(reasoning > 0 && { completion_tokens_details: { reasoning_tokens: reasoning } }),
	};
}

function generatedTokens({ pieces: tokens, toolCall, finishReason }: PlannedChoice): number {
	const call = toolCall ? tokenize(toolCall.name + toolCall.arguments).length : 0;
	const end = finishReason === 'length' ? 0 : 1;
	return tokens.length + call + end;
}
