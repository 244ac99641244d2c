import { interleave } from './chunks';
import type { Piece, Plan, PlannedChoice } from './plan';
import { tokenId } from '../../shared/tokens';

/**
 * The chunks of the API's first streaming shape: `finish_reason`, `generated_text` and `usage` at
 * the top level of the last chunk, and the text under `delta` or, older still, right in the choice.
 */
export function toLegacyChunks(plan: Plan, textIn: 'delta' | 'choice'): object[] {
	const entries = interleave(
		plan.choices.map((choice) => choice.pieces.map((piece) => ({ choice, piece }))),
	);
	return entries.map(({ choice, piece }, at) => {
		const last = at === entries.length - 1;
		return {
			choices: [choiceEntry(choice, piece, textIn)],
			id: `${plan.id.split('-').at(-1)}-EWR`,
			token: { id: tokenId(piece.text), text: piece.text, logprob: 1, special: false },
			finish_reason: last ? choice.finishReason : null,
			generated_text: last ? wholeText(choice) : null,
			stats: null,
			usage: last ? plan.usage : null,
			created: plan.created,
			object: 'chat.completion.chunk',
		};
	});
}

function choiceEntry({ index }: PlannedChoice, { text }: Piece, textIn: 'delta' | 'choice') {
	return textIn === 'delta' ? { index, delta: { content: text } } : { index, text };
}

function wholeText({ pieces }: PlannedChoice): string {
	return pieces.map(({ text }) => text).join('');
}
