import { spellingsOf } from './spellings';
import { TextReading } from './textReading';

/** A header that goes along with every request, for instance the key of a gateway. */
export interface ExtraHeader {
	/** In lower case. */
	name: string;
	value: string;
}

/** What a request is authorised with. None of it may get into an error. */
export interface Secrets {
	apiKey: string;
	extraHeader?: ExtraHeader;
}

/** The headers that authorise a request. An extra header of the name `authorization` replaces the key. */
export function authHeaders({ apiKey, extraHeader }: Secrets): Record<string, string> {
	return {
		authorization: `Bearer ${apiKey}`,
		...(extraHeader && { [extraHeader.name]: extraHeader.value }),
	};
}

/** Servers without keys are given dummies such as `x`, which stand in every text. */
const SHORTEST_SECRET = 7;

/**
 * Of a longer text, in characters, only the beginning is kept, without what may be half of a secret
 * at its end: nobody reads it, and to look through it may take a second per MB.
 */
const LONGEST_TEXT = 1024 * 1024;
const LONGEST_SPELLING = 64 * 1024;

/**
 * Makes a function that removes the secrets from a text, however they are spelled in it: what a server
 * says may repeat what it was sent. The text must be cleaned before it is cut to length: half a key is
 * still too much. The words of a value go one by one, as a server may leave out the scheme before a key.
 */
export function secretCleaner({ apiKey, extraHeader }: Secrets): (text: string) => string {
	const value = extraHeader?.value ?? '';
	const secrets = [
		{ secret: apiKey, mark: '[API key]' },
		...[value, ...value.split(' ')].map((secret) => ({ secret, mark: '[header value]' })),
	]
		.filter(({ secret }) => secret.length >= SHORTEST_SECRET)
		.sort((a, b) => b.secret.length - a.secret.length);
	if (secrets.length === 0) return (text) => text;
	const pattern = new RegExp(
		secrets.map(({ secret }) => `(${spellingsOf(secret)})`).join('|'),
		'gi',
	);
	const find = (reading: TextReading): Found[] =>
		Array.from(reading.text.matchAll(pattern), ({ 0: match, index, ...groups }) => ({
			...reading.placeOf(index, index + match.length),
			mark: secrets.find((_secret, position) => groups[position + 1] !== undefined)?.mark ?? '',
		}));
	const clean = (text: string) => withMarks(text, TextReading.allOf(text).flatMap(find));
	return (text) => {
		if (text.length <= LONGEST_TEXT) return clean(text);
		return `${clean(text.slice(0, LONGEST_TEXT)).slice(0, -LONGEST_SPELLING)}…`;
	};
}

/** Where in a text a secret was found, and what to put in its place. */
interface Found {
	start: number;
	end: number;
	mark: string;
}

/** The same place may be found in several readings of the text. */
function withMarks(text: string, found: Found[]): string {
	let [kept, end] = ['', 0];
	for (const { start, end: until, mark } of found.sort((a, b) => a.start - b.start)) {
		if (start >= end) kept += text.slice(end, start) + mark;
		end = Math.max(end, until);
	}
	return kept + text.slice(end);
}
