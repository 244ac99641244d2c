import type { Exchange } from '../../sandbox/standIn';
import { eventsOf } from './events';

/**
 * Answers that are serialised once and only get their number per request: at ten thousand replies
 * the server would otherwise take the processor from the client.
 *
 * @param length characters of the text, about
 */
export function rendered(length: number): (exchange: Exchange, item: number) => void {
	const text = textOf(length);
	const [first = '', ...rest] = eventsOf(`0${text}`);
	const tail = Buffer.from(rest.join(''));
	const whole = completionOf(text);
	return ({ request, response }, item) => {
		if (response.destroyed) return;
		if (request.stream === true) {
			response.writeHead(200, { 'content-type': 'text/event-stream;charset=utf-8' });
			response.write(first.replaceAll('"0"', `"${item}"`));
			response.end(tail);
		} else {
			response.writeHead(200, { 'content-type': 'application/json; charset=utf-8' });
			response.end(whole.replace('"0', `"${item}`));
		}
	};
}

function textOf(length: number): string {
	return ' is a question about billing, and it sounds urgent.'.repeat(length).slice(0, length);
}

function completionOf(text: string): string {
	const message = { role: 'assistant', content: `0${text}`, tool_calls: [] };
	return JSON.stringify({
		choices: [{ message, finish_reason: 'stop', index: 0, logprobs: null, seed: 1 }],
		id: 'bench',
		object: 'chat.completion',
		created: 1_750_000_000,
		model: 'bench',
		prompt: [],
		usage: { prompt_tokens: 20, completion_tokens: 60, total_tokens: 80 },
	});
}
