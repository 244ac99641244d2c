import type * as ChunkReaderModule from '../../nodes/shared/chat/stream/chunkReader';
import { loadCompiled } from '../paths';

/** Our way from the pieces of a stream to a checked completion, without the network. */
export async function ourDecoder(): Promise<(pieces: readonly Uint8Array[]) => string> {
	const { ChunkReader } = await loadCompiled<typeof ChunkReaderModule>(
		'chat/stream/chunkReader.js',
	);
	return (pieces) => {
		const reader = new ChunkReader();
		for (const piece of pieces) {
			reader.feed(piece);
			if (reader.isDone) break;
		}
		reader.end();
		return reader.completion().choices[0]?.message.content ?? '';
	};
}
