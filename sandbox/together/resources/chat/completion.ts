import type { Plan, PlannedChoice } from './plan';
import { promptText } from './plan';
import { tokenId, tokenLogprob, tokenize } from '../../shared/tokens';

/** The body of an answer that is not streamed. */
export function toCompletion(plan: Plan): object {
	const { request } = plan;
	const wantsLogprobs = (request.logprobs ?? 0) > 0;
	const prompt = promptText(request);
	return {
		id: plan.id,
		object: 'chat.completion',
		created: plan.created,
		model: request.model,
		prompt: request.echo
			? [{ text: prompt, ...(wantsLogprobs && { logprobs: logprobs(tokenize(prompt)) }) }]
			: [],
		choices: plan.choices.map((choice) => toChoice(choice, wantsLogprobs)),
		usage: plan.usage,
	};
}

function toChoice(choice: PlannedChoice, wantsLogprobs: boolean): object {
	return {
		finish_reason: choice.finishReason,
		index: choice.index,
		logprobs: wantsLogprobs ? logprobs(choice.pieces.map(({ text }) => text)) : null,
		seed: choice.seed,
		message: toMessage(choice),
	};
}

function toMessage({ pieces, toolCall }: PlannedChoice): object {
	const text = (field: string) =>
		pieces.map((piece) => (piece.field === field ? piece.text : '')).join('');
	const message = {
		role: 'assistant',
		content: toolCall ? null : text('content'),
		tool_calls: toolCall
			? [
					{
						id: toolCall.id,
						type: 'function',
						index: 0,
						function: { name: toolCall.name, arguments: toolCall.arguments },
					},
				]
			: [],
	};
	const thinking = pieces.find(({ field }) => field !== 'content')?.field;
	return thinking ? { ...message, [thinking]: text(thinking) } : message;
}

function logprobs(tokens: readonly string[]): object {
	return {
		tokens,
		token_ids: tokens.map(tokenId),
		token_logprobs: tokens.map(tokenLogprob),
		top_logprobs: tokens.map((token) => ({ [token]: tokenLogprob(token) })),
	};
}
