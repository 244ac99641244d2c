import { randomUUID } from 'node:crypto';

import { withLast } from './fieldPieces';
import type { ChatToolCall, ChatToolCallDelta } from '../types';
import { parseJson, type JsonObject } from '../../json';

interface PartialCall {
	position: number;
	id: string;
	type: string;
	name: string;
	arguments: string;
	others?: JsonObject;
}

/** Where a beginning without an index is kept. */
const NO_INDEX = -1;

/**
 * Puts tool calls together from the pieces of a stream. Only a piece with a name begins a call, where
 * its index, or its id on a known index, is new, as some servers do not count. Where it has neither,
 * so does another name, and the same one once the arguments before it are whole. Any other piece
 * belongs to the call of its index, of its id, or to the last one: ids change on the way (Kimi), and
 * arguments may end under an index of their own.
 */
export class ToolCallAssembler {
	private readonly all: PartialCall[] = [];

	private readonly byIndex = new Map<number, PartialCall>();

	/** Pieces that tell the id of a call before its name. */
	private readonly heads = new Map<number, ChatToolCallDelta>();

	/**
	 * Takes the pieces of one chunk.
	 * @returns for each piece the position of the call it belongs to; undefined where that has not begun
	 */
	add(deltas: ChatToolCallDelta[]): Array<number | undefined> {
		return deltas.map((delta) => {
			const call = this.find(delta) ?? this.begin(delta);
			if (!call) return undefined;
			if (delta.id) call.id ||= delta.id;
			if (delta.type) call.type = delta.type;
			const isNaming = call.arguments === '' || call.name === '';
			if (delta.name && isNaming) call.name = joinName(call.name, delta.name);
			if (delta.others) call.others = withLast(call.others ?? {}, delta.others);
			call.arguments += delta.arguments ?? '';
			return call.position;
		});
	}

	/** How many calls have begun. */
	get size(): number {
		return this.all.length;
	}

	/** The call at a position, as far as it came, and with an id where none came. */
	call(position: number): ChatToolCall | undefined {
		const call = this.all[position];
		return call && toToolCall(call);
	}

	/** The calls so far, in the order in which they began. */
	calls(): ChatToolCall[] {
		return this.all.map(toToolCall);
	}

	/** The call that a piece continues. */
	private find(delta: ChatToolCallDelta): PartialCall | undefined {
		const { index, id, name } = delta;
		const last = this.all.at(-1);
		const known = index === undefined ? undefined : this.byIndex.get(index);
		if (known) {
			if (!name || id === known.id) return known;
			if (id && known.id) return undefined;
			return isAnother(known, delta, known.arguments !== '') ? undefined : known;
		}
		if (name && index !== undefined) return undefined;
		if (id) {
			const same = this.all.find((call) => call.id === id);
			return same ?? (!name && delta.arguments ? last : undefined);
		}
		if (index !== undefined) return delta.arguments ? last : undefined;
		return last && isAnother(last, delta, true) ? undefined : last;
	}

	private begin(delta: ChatToolCallDelta): PartialCall | undefined {
		const { index = NO_INDEX, name } = delta;
		if (!name && this.all.length > 0) {
			this.heads.set(index, delta);
			return undefined;
		}
		const { id = '', type = 'function' } = this.heads.get(index) ?? {};
		this.heads.delete(index);
		const call: PartialCall = { position: this.all.length, id, type, name: '', arguments: '' };
		this.all.push(call);
		if (index !== NO_INDEX) this.byIndex.set(index, call);
		return call;
	}
}

/**
 * Whether a piece with a name begins another call than one that it could continue.
 * @param hasOtherName what another name tells: it may also be the rest of a name
 */
function isAnother(call: PartialCall, piece: ChatToolCallDelta, hasOtherName: boolean): boolean {
	if (!piece.name || !call.name) return false;
	if (piece.name !== call.name) return hasOtherName;
	return /^\s*\{/.test(piece.arguments ?? '') && parseJson(call.arguments).ok;
}

/** A name may come whole every time, or in fragments. */
function joinName(known: string, piece: string): string {
	if (piece.startsWith(known)) return piece;
	return known + piece;
}

function toToolCall(call: PartialCall): ChatToolCall {
	const { position: index, type, name, arguments: text, others } = call;
	call.id ||= newCallId();
	const head = { ...others, id: call.id, type, index };
	return type === 'custom'
		? { ...head, custom: { name, input: text } }
		: { ...head, function: { name, arguments: text } };
}

/**
 * An id for a call that came without: its result is told by it. Nine letters and digits, as Mistral's
 * models take no other.
 */
export function newCallId(): string {
	return randomUUID().replaceAll('-', '').slice(0, 9);
}

/**
 * The arguments of a call, as its choice ended. A function without parameters may be called with an
 * empty text, which is no JSON to answer with. Where Max Tokens ended the choice, an empty text stays:
 * the arguments were still to come.
 */
export function finalArguments(given: string, finishReason: string | null): string {
	return given === '' && finishReason !== 'length' ? '{}' : given;
}
