import { ToolCallAssembler } from '../shared/chat/stream/toolCalls';
import type { ChatToolCall, ChatToolCallDelta } from '../shared/chat/types';
import type { JsonObject } from '../shared/json';

/** A piece of a call, in OpenAI's form. The first one has all that tells the call. */
interface Written {
	id?: string;
	type?: string;
	name?: string;
	arguments: string;
}

/**
 * Writes the tool calls of one choice. A call is held back until its first argument, another call or
 * the end of the choice: then its name is whole, and an id made for it where none came.
 */
export class CallWriter {
	private readonly assembler = new ToolCallAssembler();

	private begun = 0;

	/**
	 * @param isLast whether the choice ends with these pieces
	 * @returns one entry per call that has something to be written
	 */
	write(pieces: ChatToolCallDelta[], isLast: boolean): JsonObject[] {
		const written = new Map<number, Written>();
		const positions = this.assembler.add(pieces);
		pieces.forEach(({ arguments: text = '' }, at) => {
			const position = positions[at];
			if (position === undefined) return;
			this.begin(text === '' ? position : position + 1, written);
			if (text === '') return;
			const entry = written.get(position) ?? { arguments: '' };
			written.set(position, { ...entry, arguments: entry.arguments + text });
		});
		if (isLast) this.begin(this.assembler.size, written);
		return toEntries(written);
	}

	/** What was held back, to be asked for where the choice ends. */
	end(): JsonObject[] {
		const written = new Map<number, Written>();
		this.begin(this.assembler.size, written);
		return toEntries(written);
	}

	private begin(until: number, written: Map<number, Written>): void {
		for (; this.begun < until; this.begun++) {
			const call = this.assembler.call(this.begun);
			if (call) written.set(this.begun, beginningOf(call));
		}
	}
}

function beginningOf(call: ChatToolCall): Written {
	const { name } = 'custom' in call ? call.custom : call.function;
	return { id: call.id, type: 'function', name, arguments: '' };
}

function toEntries(written: Map<number, Written>): JsonObject[] {
	return [...written].map(([index, { id, type, name, arguments: text }]) => ({
		index,
		...(id && { id }),
		...(type && { type }),
		function: { ...(name && { name }), arguments: text },
	}));
}
