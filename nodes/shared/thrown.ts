import { asNumber, asString, isObject } from './json';

/** Said of what was thrown without a word. */
const NO_WORDS = 'It failed without saying why';

/**
 * The words of whatever was thrown: tools, memories and n8n's own code throw what they like. Never
 * throws itself, whatever it is given.
 */
export function messageOf(thrown: unknown): string {
	try {
		const said = isObject(thrown) ? thrown['message'] : thrown;
		const words = asString(said) ?? asNumber(said)?.toString() ?? '';
		return words.trim() === '' ? NO_WORDS : words;
	} catch {
		return NO_WORDS;
	}
}

/**
 * Whatever was thrown as an error that can be read and written to: itself where it is one, else a new
 * one with its words. Never throws itself.
 */
export function toError(thrown: unknown): Error {
	return isSound(thrown) ? thrown : new Error(messageOf(thrown));
}

/** An error may be frozen, have a message that is no text, or be a proxy that throws when it is looked at. */
function isSound(thrown: unknown): thrown is Error {
	try {
		const isError = thrown instanceof Error && typeof thrown.message === 'string';
		return isError && Object.isExtensible(thrown);
	} catch {
		return false;
	}
}
