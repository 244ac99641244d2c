import type { ServerResponse } from 'node:http';

/** Calls back once: when the answer is complete, or when its connection breaks. */
export function atEnd(response: ServerResponse, done: () => void): void {
	let isOver = false;
	const finish = () => {
		if (!isOver) done();
		isOver = true;
	};
	// 'prefinish' comes inside end(), so a client that reads the last byte and asks again at once
	// never counts twice; 'close' covers connections that break.
	response.once('prefinish', finish);
	response.once('close', finish);
}

/** Aborts when the client goes away before it has its whole answer. */
export function signalOf(response: ServerResponse): AbortSignal {
	const gone = new AbortController();
	response.once('close', () => {
		if (!response.writableFinished) gone.abort();
	});
	return gone.signal;
}
