import { fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

import type { Answer, Question, Seen, ServerOptions } from './protocol';

/** A server in a process of its own, so that its work does not slow down the client. */
export interface ForkedServer {
	/** Starts a fresh server in place of the one before and gives its base URL. */
	start: (options: ServerOptions) => Promise<string>;
	/** What the server saw since it was last asked. */
	seen: () => Promise<Seen>;
	close: () => void;
}

export function forkServer(): ForkedServer {
	const child = fork(join(__dirname, 'process.ts'));
	const ask = async (question: Question): Promise<Answer> => {
		const gone = new AbortController();
		const fail = () => gone.abort(new Error('The server process ended'));
		child.once('exit', fail);
		const answer = once(child, 'message', { signal: gone.signal });
		child.send(question);
		const [message] = (await answer) as [Answer];
		child.off('exit', fail);
		return message;
	};
	return {
		start: async (options) => {
			const answer = await ask({ ask: 'start', options });
			if ('url' in answer) return answer.url;
			throw new Error('The server did not start');
		},
		seen: async () => {
			const answer = await ask({ ask: 'seen' });
			if ('seen' in answer) return answer.seen;
			throw new Error('The server did not tell what it saw');
		},
		close: () => child.disconnect(),
	};
}
