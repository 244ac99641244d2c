import type * as ChunkReaderModule from '../../nodes/shared/chat/stream/chunkReader';
import type * as AccumulatorModule from '../../nodes/shared/chat/stream/accumulator';
import { loadCompiled } from '../paths';

/** Our way from the pieces of a stream to a checked completion, without the network. */
export async function ourDecoder(): Promise<(pieces: readonly Uint8Array[]) => string> {
	const { ChunkReader } = await loadCompiled<typeof ChunkReaderModule>('api/chunkReader.js');
	const { CompletionAccumulator } =
		await loadCompiled<typeof AccumulatorModule>('chat/accumulator.js');
	return (pieces) => {
		const accumulator = new CompletionAccumulator();
		const reader = new ChunkReader((chunk) => accumulator.add(chunk));
		for (const piece of pieces) if (reader.feed(piece)) break;
		reader.end();
		return accumulator.completion().choices[0]?.message.content ?? '';
	};
}
