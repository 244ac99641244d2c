import type { ChatToolCall, ChatToolCallDelta } from '../types';
import { parseJson } from '../../json';

interface PartialCall {
	id: string;
	type: string;
	name: string;
	arguments: string;
}

/**
 * Puts tool calls together from the pieces of a stream. Pieces belong together by their index;
 * a new id on a known index begins another call, as some servers do not count. Where there is neither,
 * so does another name, and the same one once the arguments before it are whole.
 */
export class ToolCallAssembler {
	private readonly all: PartialCall[] = [];

	private readonly byIndex = new Map<number, PartialCall>();

	/**
	 * Takes the pieces of one chunk.
	 * @returns for each piece the position of the call it belongs to
	 */
	add(deltas: ChatToolCallDelta[]): number[] {
		return deltas.map((delta) => {
			const call = this.callFor(delta);
			if (delta.id) call.id = delta.id;
			if (delta.type) call.type = delta.type;
			if (delta.name) call.name = delta.name;
			call.arguments += delta.arguments ?? '';
			return this.all.indexOf(call);
		});
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

	private callFor(delta: ChatToolCallDelta): PartialCall {
		const known = this.find(delta);
		if (known) return known;
		const call: PartialCall = { id: '', type: 'function', name: '', arguments: '' };
		this.all.push(call);
		if (delta.index !== undefined) this.byIndex.set(delta.index, call);
		return call;
	}

	/** The call that a piece continues: by its index, its id, or else the one that began last. */
	private find({ index, id, ...rest }: ChatToolCallDelta): PartialCall | undefined {
		if (index !== undefined) {
			const known = this.byIndex.get(index);
			return !id || !known?.id || known.id === id ? known : undefined;
		}
		if (id) return this.all.find((call) => call.id === id);
		const last = this.all.at(-1);
		return last && isAnother(last, rest) ? undefined : last;
	}
}

/** Whether a piece that says nothing but its name belongs to another call than the last one. */
function isAnother(
	last: PartialCall,
	piece: Pick<ChatToolCallDelta, 'name' | 'arguments'>,
): boolean {
	if (!piece.name || !last.name) return false;
	return piece.name !== last.name || (!!piece.arguments && parseJson(last.arguments).ok);
}

/**
 * The arguments of a call, as its choice ended. A function without parameters may be called with an
 * empty text, which is no JSON to answer with. Where Max Tokens ended the choice, an empty text stays:
 * the arguments were still to come.
 */
export function finalArguments(given: string, finishReason: string | null): string {
	return given === '' && finishReason !== 'length' ? '{}' : given;
}
