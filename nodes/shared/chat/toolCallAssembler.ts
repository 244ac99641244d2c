import type { ChatToolCall, ChatToolCallDelta } from '../api/types';

interface PartialCall {
	id: string;
	type: string;
	name: string;
	arguments: string;
}

/**
 * Puts tool calls together from the pieces of a stream. Pieces belong together by their index;
 * a new id on a known index begins another call, as some servers do not count.
 */
export class ToolCallAssembler {
	private readonly all: PartialCall[] = [];

	private readonly byIndex = new Map<number, PartialCall>();

	/** Takes the pieces of one chunk. */
	add(deltas: ChatToolCallDelta[]): void {
		for (const delta of deltas) {
			const call = this.callFor(delta);
			if (delta.id) call.id = delta.id;
			if (delta.type) call.type = delta.type;
			if (delta.name) call.name = delta.name;
			call.arguments += delta.arguments ?? '';
		}
	}

	/** The calls so far, in the order in which they began. */
	calls(): ChatToolCall[] {
		return this.all.map(({ id, type, name, arguments: args }, index) => ({
			id,
			type,
			index,
			function: { name, arguments: args },
		}));
	}

	private callFor({ index, id }: ChatToolCallDelta): PartialCall {
		const key = index ?? this.keyWithoutIndex(id);
		const known = this.byIndex.get(key);
		if (known && (!id || !known.id || known.id === id)) return known;
		const call: PartialCall = { id: '', type: 'function', name: '', arguments: '' };
		this.all.push(call);
		this.byIndex.set(key, call);
		return call;
	}

	/** Without an index, an id that was seen before or no id at all continues a call. */
	private keyWithoutIndex(id: string | undefined): number {
		const last = Math.max(0, this.all.length - 1);
		if (!id) return last;
		for (const [key, call] of this.byIndex) if (call.id === id) return key;
		return this.all.length;
	}
}
