import type { Plan, PlannedChoice, Piece, ToolCall } from './plan';
import { tokenId, tokenLogprob } from '../../shared/tokens';

const END_OF_TURN = 128_009;

/** One entry of a chunk's `choices`. */
type ChoiceChunk = Readonly<Record<string, unknown>>;

/** The chunks of a streamed answer, in the order they are sent, without the final `[DONE]`. */
export function toChunks(plan: Plan): object[] {
	const withLogprobs = (plan.request.logprobs ?? 0) > 0;
	const choices = interleave(plan.choices.map((choice) => choiceChunks(choice, withLogprobs)));
	const base = { id: plan.id, object: 'chat.completion.chunk', created: plan.created };
	const { model } = plan.request;
	const chunk = (entries: ChoiceChunk[], usage: object | null) => ({
		...base,
		choices: entries,
		model,
		usage,
	});
	if (/kimi/i.test(model)) {
		// Kimi tells its usage in a chunk without choices, and only when asked to.
		const usage = plan.request.stream_options?.include_usage ? [chunk([], plan.usage)] : [];
		return [...choices.map((choice) => chunk([choice], null)), ...usage];
	}
	return choices.map((choice, at) =>
		chunk([choice], at === choices.length - 1 ? plan.usage : null),
	);
}

/** Round robin over the choices, as tokens of several choices arrive. */
export function interleave<T>(lists: readonly T[][]): T[] {
	const longest = Math.max(...lists.map((list) => list.length));
	return Array.from({ length: longest }, (_, at) =>
		lists.flatMap((list) => list.slice(at, at + 1)),
	).flat();
}

function choiceChunks(choice: PlannedChoice, withLogprobs: boolean): ChoiceChunk[] {
	const spoken = choice.finishReason === 'length' ? choice.pieces.slice(0, -1) : choice.pieces;
	const tokens = spoken.map((piece) => entry(choice, tokenDelta(piece), piece.text, withLogprobs));
	if (choice.toolCall) return [...tokens, ...toolCallChunks(choice, choice.toolCall)];
	// A cut reply ends on its last token; a finished one ends on the end-of-turn token.
	const last = choice.finishReason === 'length' ? choice.pieces.at(-1) : undefined;
	const delta = last ? tokenDelta(last) : { token_id: END_OF_TURN, role: 'assistant', content: '' };
	return [
		...tokens,
		{
			...entry(choice, delta, last?.text ?? '', withLogprobs),
			finish_reason: choice.finishReason,
			seed: choice.seed,
		},
	];
}

/** As recorded from the API: `tool_calls` is told with the arguments and once more at the end. */
function toolCallChunks(choice: PlannedChoice, call: ToolCall): ChoiceChunk[] {
	const delta = (fields: object) => ({ token_id: null, role: 'assistant', content: '', ...fields });
	const opening = {
		index: 0,
		id: call.id,
		type: 'function',
		function: { name: call.name, arguments: '' },
	};
	const rest = { index: 0, function: { arguments: call.arguments } };
	return [
		entry(choice, delta({}), '', false),
		entry(choice, delta({ tool_calls: [opening] }), '', false),
		{
			...entry(choice, delta({ tool_calls: [rest] }), '', false),
			finish_reason: 'tool_calls',
		},
		{
			...entry(choice, { ...delta({}), token_id: END_OF_TURN }, '', false),
			finish_reason: 'tool_calls',
			seed: choice.seed,
		},
	];
}

function tokenDelta(piece: Piece): object {
	const delta = { token_id: tokenId(piece.text), role: 'assistant' };
	if (piece.field === 'content') return { ...delta, content: piece.text };
	return { ...delta, content: '', [piece.field]: piece.text };
}

function entry(
	choice: PlannedChoice,
	delta: object,
	token: string,
	withLogprobs: boolean,
): ChoiceChunk {
	const text = 'content' in delta ? delta.content : '';
	return {
		index: choice.index,
		text,
		logprobs: withLogprobs && token !== '' ? tokenLogprob(token) : null,
		finish_reason: null,
		seed: null,
		delta,
	};
}
