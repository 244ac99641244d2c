import { toChunks } from '../../sandbox/together/resources/chat/chunks';
import { planCompletion } from '../../sandbox/together/resources/chat/plan';
import { MODEL } from '../workload';

/** The server-sent events of a streamed reply, as the API writes them, `[DONE]` included. */
export function eventsOf(text: string): string[] {
	const plan = planCompletion(
		{ model: MODEL, messages: [{ role: 'user', content: 'Hello' }], stream: true },
		{ id: 'bench', created: 1_750_000_000, index: 0, reply: () => text },
	);
	const data = toChunks(plan).map((chunk) => JSON.stringify(chunk));
	return [...data, '[DONE]'].map((event) => `data: ${event}\n\n`);
}

/** Text of so many tokens, one word each. */
export function wordsOf(tokens: number): string {
	const words = ['the', 'answer', 'to', 'your', 'question', 'is', 'rather', 'long', 'in', 'detail'];
	return Array.from({ length: tokens }, (_, at) => words[at % words.length]).join(' ');
}
