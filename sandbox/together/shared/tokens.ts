import { hash } from './ids';

const PIECES = / ?\p{L}[\p{L}\p{M}\p{N}'’]*| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s/gu;

/** Splits text into words with their leading space, punctuation apart. Joined, it is the text. */
export function tokenize(text: string): string[] {
	return text.match(PIECES) ?? [];
}

/** A stable made-up vocabulary id for a token. */
export function tokenId(token: string): number {
	return hash(token).readUInt32BE(0) % 128_000;
}

/** A stable made-up log probability for a token: negative, three decimals. */
export function tokenLogprob(token: string): number {
	return -(hash(token).readUInt16BE(4) % 3_000) / 1_000;
}
