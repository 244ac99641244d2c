import { asArray, type JsonObject } from '../../json';

/** Fields that came several times: the last of them counts, null only where nothing else came. */
export function withLast(fields: JsonObject, more: JsonObject): JsonObject {
	const told = Object.entries(more).filter(
		([name, value]) => value !== null || !Object.hasOwn(fields, name),
	);
	return { ...fields, ...Object.fromEntries(told) };
}

/**
 * Fields of a message, which come in pieces as its text does: texts are appended and lists go on.
 * Names of things come whole, and so does what is neither.
 */
export function withPieces(fields: JsonObject, more: JsonObject): JsonObject {
	const joined = Object.entries(more).map(([name, piece]): [string, unknown] => [
		name,
		Object.hasOwn(fields, name) && !/(^|_)id$/.test(name) ? join(fields[name], piece) : piece,
	]);
	return withLast(fields, Object.fromEntries(joined));
}

function join(known: unknown, piece: unknown): unknown {
	if (typeof known === 'string' && typeof piece === 'string') return known + piece;
	const [before, after] = [asArray(known), asArray(piece)];
	return before && after ? [...before, ...after] : piece;
}
