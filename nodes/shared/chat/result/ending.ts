import { splitThinking } from '../thinking';
import type { ChatCompletionChoice } from '../types';

/** How a choice ended: Max Tokens may cut it off, even before the model began to answer. */
export type Ending = 'whole' | 'cutOff' | 'allReasoning';

/** Tells how a choice ended. */
export function endingOf({ finish_reason, message }: ChatCompletionChoice): Ending {
	if (finish_reason !== 'length') return 'whole';
	const { content, reasoning } = splitThinking(message);
	return content.trim() === '' && reasoning !== '' ? 'allReasoning' : 'cutOff';
}
