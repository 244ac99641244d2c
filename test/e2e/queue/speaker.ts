import { performance } from 'node:perf_hooks';

import { lastUserText, type Intercept } from '../../../sandbox/standIn';
import type { Chunk } from '../helpers/chat';
import { eventually } from '../server/member';

const HEARD_MS = 60_000;

/** A model that says its next token only when the one before was heard. */
export class Speaker {
	/** How long each token took to be heard, in ms. */
	readonly delays: number[] = [];

	private readonly heard = new Map<string, number>();

	/** @param message what it answers; other requests are left to the stand-in */
	constructor(
		private readonly message: string,
		private readonly tokens: readonly string[],
	) {}

	/** For the stand-in. */
	readonly intercept: Intercept = async ({ request, response }) => {
		if (lastUserText(request) !== this.message) return false;
		const send = (choice: object) =>
			response.write(`data: ${JSON.stringify({ choices: [{ index: 0, ...choice }] })}\n\n`);
		response.writeHead(200, { 'content-type': 'text/event-stream' });
		for (const content of this.tokens) {
			const said = performance.now();
			send({ delta: { content } });
			await eventually(`"${content}" is heard`, HEARD_MS, () => this.heard.has(content));
			this.delays.push((this.heard.get(content) ?? Infinity) - said);
		}
		send({ delta: {}, finish_reason: 'stop' });
		response.end('data: [DONE]\n\n');
		return true;
	};

	/** For the chat. */
	readonly hear = ({ content, at }: Chunk): void => {
		if (content !== undefined) this.heard.set(content, at);
	};
}
