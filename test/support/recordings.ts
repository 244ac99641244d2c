import { ChunkReader } from '../../nodes/shared/chat/stream/chunkReader';
import type { ChatCompletionChunk } from '../../nodes/shared/chat/types';

const HEAD = { id: 'ogzjdpL-6Ng1vN', object: 'chat.completion.chunk', created: 1777411129 };
const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';
export const USAGE = {
	prompt_tokens: 45,
	completion_tokens: 4,
	total_tokens: 49,
	cached_tokens: 0,
};

/** An event of a stream as the API sends it, with the given entries of `choices`. */
export function event(choices: object[], rest: object = {}): object {
	return { ...HEAD, choices, model: MODEL, usage: null, ...rest };
}

/** A choice of an event that adds some text. */
export function token(content: string, rest: object = {}): object {
	return {
		index: 0,
		text: content,
		logprobs: null,
		finish_reason: null,
		seed: null,
		delta: { token_id: 9906, role: 'assistant', content },
		...rest,
	};
}

/** Events as a stream, each as one line of data, with `[DONE]` at the end. */
export function sse(...events: object[]): string {
	return [...events.map((data) => JSON.stringify(data)), '[DONE]']
		.map((data) => `data: ${data}\n\n`)
		.join('');
}

/** An answer of several tokens with characters of one to four bytes, in the recorded shape. */
export const EVENTS = [
	event([token('Grüße')]),
	event([token(' – 你好 ')]),
	event([token('👩‍🚀\u2028')]),
	event([token('', { finish_reason: 'stop', seed: 42 })], { usage: USAGE }),
];

export const TEXT = 'Grüße – 你好 👩‍🚀\u2028';

/** The chunks of a stream, read from its bytes in the given pieces. */
export function read(pieces: Iterable<Uint8Array>): ChatCompletionChunk[] {
	const chunks: ChatCompletionChunk[] = [];
	const reader = new ChunkReader();
	for (const piece of pieces) {
		chunks.push(...reader.feed(piece));
		if (reader.failure) throw reader.failure;
		if (reader.isDone) break;
	}
	reader.end();
	return chunks;
}

/** Bytes cut at the given positions. */
export function cut(bytes: Uint8Array, positions: readonly number[]): Uint8Array[] {
	const ends = [...positions].sort((a, b) => a - b);
	return [...ends, bytes.length].map((end, at) => bytes.subarray(ends[at - 1] ?? 0, end));
}
