/** What only the Unicode mode understands; without it, it would be read as plain letters. */
const ONLY_UNICODE = /\\[pPu]\{/;

const ANY = '[\\x{0}-\\x{10FFFF}]';
const NONE = '[^\\x{0}-\\x{10FFFF}]';

/** What `.` and `\s` are in ECMAScript; in RE2 they know ASCII only. */
const NOT_LINE_END = '[^\\n\\r\\x{2028}\\x{2029}]';
const SPACE =
	'\\t-\\r \\x{a0}\\x{1680}\\x{2000}-\\x{200a}\\x{2028}\\x{2029}\\x{202f}\\x{205f}\\x{3000}\\x{feff}';
const NO_SPACE =
	'\\x{0}-\\x{8}\\x{e}-\\x{1f}!-\\x{9f}\\x{a1}-\\x{167f}\\x{1681}-\\x{1fff}\\x{200b}-\\x{2027}' +
	'\\x{202a}-\\x{202e}\\x{2030}-\\x{205e}\\x{2060}-\\x{2fff}\\x{3001}-\\x{fefe}\\x{ff00}-\\x{10FFFF}';

const CONTROLS: Record<string, number> = { t: 9, n: 10, v: 11, f: 12, r: 13 };

/** The longer names of the general categories that patterns name most, for which RE2 has the short ones. */
const CATEGORIES: Record<string, string> = {
	Letter: 'L',
	Lowercase_Letter: 'Ll',
	Uppercase_Letter: 'Lu',
	Mark: 'M',
	Number: 'N',
	Decimal_Number: 'Nd',
	Punctuation: 'P',
	Symbol: 'S',
	Separator: 'Z',
	Space_Separator: 'Zs',
	Control: 'Cc',
};

/** One character, by its code point, or a set of them in the words of a class in RE2. */
type Atom = number | string;

/**
 * Writes a pattern of ECMAScript in the syntax of RE2, so that both match the same texts. Characters
 * are code points, also where the pattern is not one of the Unicode mode.
 * @returns undefined for lookaround, back-references and octal numbers, which RE2 does not have
 * @throws {SyntaxError} when it is no pattern of ECMAScript
 */
export function toRe2Syntax(pattern: string): string | undefined {
	return new Translation(pattern, isOfUnicodeMode(pattern)).translate();
}

/** A pattern with escapes that only the Unicode mode refuses, such as `\-`, is read without it. */
function isOfUnicodeMode(pattern: string): boolean {
	const isUnicode = ONLY_UNICODE.test(pattern) || isPattern(pattern, 'u');
	new RegExp(pattern, isUnicode ? 'u' : '');
	return isUnicode;
}

function isPattern(text: string, flags: string): boolean {
	try {
		return new RegExp(text, flags).flags === flags;
	} catch {
		return false;
	}
}

class Translation {
	private at = 0;

	/** Whether something came that RE2 has no words for. */
	private hasFailed = false;

	constructor(
		private readonly pattern: string,
		private readonly isUnicode: boolean,
	) {}

	translate(): string | undefined {
		let translated = '';
		while (this.at < this.pattern.length) translated += this.term();
		return this.hasFailed ? undefined : translated || '(?:)';
	}

	private term(): string {
		const assertion = this.take(/\\[bB]|[\^$|)*+?]|\{\d+(?:,\d*)?\}/y);
		if (assertion !== undefined) return assertion;
		if (this.take(/\./y) !== undefined) return NOT_LINE_END;
		if (this.take(/\[/y) !== undefined) return this.characterClass();
		if (this.take(/\((?:\?:|\?<[^=!>]+>)?/y) !== undefined) return this.group();
		const atom = this.atom();
		return typeof atom === 'number' ? literal(atom) : `[${atom}]`;
	}

	/** Only whether a text fits is asked for, so that no group needs to capture. */
	private group(): string {
		if (this.pattern[this.at] === '?') this.giveUp();
		return '(?:';
	}

	private characterClass(): string {
		const negation = this.take(/\^/y) ?? '';
		let members = '';
		while (!this.hasFailed && this.take(/\]/y) === undefined) members += this.member();
		if (members !== '') return `[${negation}${members}]`;
		return negation ? ANY : NONE;
	}

	/** A character, a set, or a range; where one of its ends is a set, the dash is a character. */
	private member(): string {
		const first = this.classAtom();
		if (this.take(/-(?!\])/y) === undefined) return show(first);
		const last = this.classAtom();
		if (typeof first === 'number' && typeof last === 'number') {
			return `${literal(first)}-${literal(last)}`;
		}
		return `${show(first)}\\-${show(last)}`;
	}

	private classAtom(): Atom {
		return this.take(/\\b/y) === undefined ? this.atom() : 8;
	}

	private atom(): Atom {
		if (this.take(/\\/y) === undefined) return this.codePoint();
		const set = this.take(/[dDwW]/y);
		if (set !== undefined) return `\\${set}`;
		const space = this.take(/[sS]/y);
		if (space !== undefined) return space === 's' ? SPACE : NO_SPACE;
		if (this.isUnicode && this.take(/p/iy) !== undefined) return this.property();
		return this.escape();
	}

	/** General categories and scripts; of the others, RE2 throws for those that it does not know. */
	private property(): string {
		const kind = this.pattern[this.at - 1] ?? '';
		const name = this.take(/\{(?:(?:General_Category|gc|Script|sc)=)?\w+\}/y);
		if (name === undefined) return `${this.giveUp()}`;
		const value = name.replace(/^\{.*=|[{}]/g, '');
		return `\\${kind}{${CATEGORIES[value] ?? value}}`;
	}

	/** A character that is written as an escape, its backslash taken. */
	private escape(): number {
		if (this.take(/0(?!\d)/y) !== undefined) return 0;
		if (/[\dk]/.test(this.pattern[this.at] ?? '')) return this.giveUp();
		const control = this.take(/[tnvfr]/y);
		if (control !== undefined) return CONTROLS[control] ?? 0;
		if (this.take(/c(?![A-Za-z])/y) !== undefined) return this.giveUp();
		if (this.take(/c/y) !== undefined) return this.codePoint() % 32;
		const braced = this.isUnicode ? this.take(/u\{[\da-f]+\}/iy) : undefined;
		if (braced !== undefined) return Number.parseInt(braced.slice(2), 16);
		const pair = this.take(/u(d[89ab][\da-f]{2})\\u(d[c-f][\da-f]{2})/iy);
		if (pair !== undefined) return fromSurrogates(pair.slice(1, 5), pair.slice(7));
		const coded = this.take(/u[\da-f]{4}|x[\da-f]{2}/iy);
		return coded === undefined ? this.codePoint() : Number.parseInt(coded.slice(1), 16);
	}

	private codePoint(): number {
		const code = this.pattern.codePointAt(this.at);
		if (code === undefined) return this.giveUp();
		this.at += code > 0xffff ? 2 : 1;
		return code;
	}

	/** Ends the translation; @returns a character, as every reader gives one */
	private giveUp(): number {
		this.hasFailed = true;
		this.at = this.pattern.length;
		return 0;
	}

	/** @param token a sticky expression */
	private take(token: RegExp): string | undefined {
		token.lastIndex = this.at;
		const taken = token.exec(this.pattern)?.[0];
		this.at += taken?.length ?? 0;
		return taken;
	}
}

function show(atom: Atom): string {
	return typeof atom === 'number' ? literal(atom) : atom;
}

function literal(code: number): string {
	return `\\x{${code.toString(16)}}`;
}

function fromSurrogates(high: string, low: string): number {
	const [first, second] = [high, low].map((hex) => Number.parseInt(hex, 16));
	return String.fromCharCode(first ?? 0, second ?? 0).codePointAt(0) ?? 0;
}
