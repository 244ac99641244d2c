import { createParser } from 'eventsource-parser';

interface Chunk {
	choices: Array<{ delta?: { content?: string } }>;
}

/** The least code that makes a text of the pieces of a stream: no checks, no usage, no end. */
export function decodePlainly(pieces: readonly Uint8Array[]): string {
	let text = '';
	const parser = createParser({
		onEvent: ({ data }) => {
			if (data === '[DONE]') return;
			const chunk = JSON.parse(data) as Chunk;
			text += chunk.choices[0]?.delta?.content ?? '';
		},
	});
	const decoder = new TextDecoder();
	for (const piece of pieces) parser.feed(decoder.decode(piece, { stream: true }));
	return text;
}
