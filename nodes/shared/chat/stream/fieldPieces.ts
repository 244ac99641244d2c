import { asArray, asNumber, asObject, asString, isObject, type JsonObject } from '../../json';

/** The names of texts, which come in pieces; any other string is a label, which may come every time. */
const TEXT =
	/(^|_)(arguments|content|data|input|reasoning|refusal|summary|text|thinking|thought|transcript)$/;

/** How deeply objects are put together, in levels; nothing is known to come in pieces further down. */
const LEVELS = 4;

/** Pieces of reasoning that OpenRouter numbers: those in a row with one number are one. */
const NUMBERED = new Set(['reasoning.text', 'reasoning.summary']);

/** Fields that came several times: the last of them counts, null only where nothing else came. */
export function withLast(fields: JsonObject, more: JsonObject): JsonObject {
	const told = Object.entries(more).filter(
		([name, value]) => value !== null || !Object.hasOwn(fields, name),
	);
	return { ...fields, ...Object.fromEntries(told) };
}

/**
 * Fields of a message, which come in pieces as its text does: texts grow, lists go on, and of all else
 * the last counts.
 * @param fields what was put together so far: its lists are added to
 */
export function withPieces(fields: JsonObject, more: JsonObject, levels = LEVELS): JsonObject {
	const joined = Object.entries(more).map(([name, piece]): [string, unknown] => {
		const known = Object.hasOwn(fields, name) ? fields[name] : undefined;
		return [name, join(name, known, piece, levels)];
	});
	return withLast(fields, Object.fromEntries(joined));
}

function join(name: string, known: unknown, piece: unknown, levels: number): unknown {
	if (typeof piece === 'string') return TEXT.test(name) ? (asString(known) ?? '') + piece : piece;
	const list = asArray(piece);
	if (list) return withEntries(asArray(known) ?? [], list, levels);
	if (levels > 0 && isObject(known) && isObject(piece)) return withPieces(known, piece, levels - 1);
	return piece;
}

function withEntries(list: unknown[], more: unknown[], levels: number): unknown[] {
	for (const entry of more) {
		const last = asObject(list.at(-1));
		if (levels > 0 && last && isObject(entry) && isOne(last, entry)) {
			list[list.length - 1] = withPieces(last, entry, levels - 1);
		} else {
			list.push(entry);
		}
	}
	return list;
}

function isOne(last: JsonObject, entry: JsonObject): boolean {
	const { type } = entry;
	if (typeof type !== 'string' || !NUMBERED.has(type) || last['type'] !== type) return false;
	return asNumber(entry['index']) !== undefined && last['index'] === entry['index'];
}
