import type { IExecuteFunctions } from 'n8n-workflow';

import type { ChatCompletion } from '../api/types';

/** Tells the user in the output pane that replies were cut off, and what to do about it. */
export function hintAtCutOffReplies(
	context: IExecuteFunctions,
	completions: ChatCompletion[],
): void {
	const choices = completions.flatMap((completion) => completion.choices);
	const cutOff = choices.filter((choice) => choice.finish_reason === 'length').length;
	if (cutOff === 0) return;
	const which =
		choices.length === 1
			? 'The reply was cut off'
			: `${cutOff} of ${choices.length} replies were cut off`;
	context.addExecutionHints({
		message: `${which} at Max Tokens. Raise Max Tokens to get the whole text.`,
		type: 'warning',
		location: 'outputPane',
	});
}
