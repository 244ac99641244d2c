/** A text as it is read once escapes are undone or tags left out, which knows where each character stood. */
export class TextReading {
	private constructor(
		readonly text: string,
		/** Where in the text the escape of each character starts and ends, where something was read differently. */
		private readonly places?: { starts: Int32Array; ends: Int32Array },
	) {}

	/**
	 * All ways to read a text that may be escaped, once or twice, and broken up with tags. The first is
	 * the text as it is.
	 */
	static allOf(text: string): TextReading[] {
		const asIs = new TextReading(text);
		const once = asIs.replace(ANY_ESCAPE, meaningOf);
		const escaped = [
			asIs,
			...ESCAPES.map((escape) => asIs.replace(escape, meaningOf)),
			once,
			once.replace(ANY_ESCAPE, meaningOf),
		];
		return unique([...unique(escaped), ...unique(escaped).map((read) => read.replace(TAG, none))]);
	}

	/** Where what is read from `start` to before `end` stands in the text. */
	placeOf(start: number, end: number): { start: number; end: number } {
		return { start: this.startOf(start), end: this.endOf(end - 1) };
	}

	private replace(pattern: RegExp, meaning: (match: string) => string): TextReading {
		if (this.text.search(pattern) === -1) return this;
		const starts = new Int32Array(this.text.length);
		const ends = new Int32Array(this.text.length);
		let length = 0;
		let end = 0;
		const keep = (until: number) => {
			for (; end < until; end++, length++) {
				starts[length] = this.startOf(end);
				ends[length] = this.endOf(end);
			}
		};
		const text = this.text.replace(pattern, (match: string, index: number) => {
			keep(index);
			end = index + match.length;
			const read = meaning(match);
			starts.fill(this.startOf(index), length, length + read.length);
			ends.fill(this.endOf(end - 1), length, length + read.length);
			length += read.length;
			return read;
		});
		keep(this.text.length);
		return new TextReading(text, { starts, ends });
	}

	private startOf(position: number): number {
		return this.places?.starts[position] ?? position;
	}

	private endOf(position: number): number {
		return this.places?.ends[position] ?? position + 1;
	}
}

/** Of URLs, of JSON and of HTML. */
const ESCAPES = [
	/%[\da-f]{2}/gi,
	/\\(?:u[\da-f]{4}|x[\da-f]{2}|["'/\\])/gi,
	/&(?:#\d{1,7}|#x[\da-f]{1,6}|[a-z]{2,10});/gi,
];
const ANY_ESCAPE = new RegExp(ESCAPES.map(({ source }) => source).join('|'), 'gi');

/** Not longer than this, as what is never closed is no tag. */
const TAG = /<[^<>]{0,500}>/g;

/** The characters of keys and of base64 that have names in HTML, and those that are escaped there. */
const NAMED: Record<string, string> = {
	amp: '&',
	lt: '<',
	gt: '>',
	quot: '"',
	apos: "'",
	lowbar: '_',
	hyphen: '-',
	dash: '-',
	period: '.',
	plus: '+',
	sol: '/',
	equals: '=',
	colon: ':',
};

function meaningOf(escape: string): string {
	const body = escape.replace(/^(%|\\[ux]?|&)|;$/gi, '');
	if (escape.startsWith('&')) return entity(body.toLowerCase()) ?? escape;
	const isCode = /^(%|\\[ux])/i.test(escape);
	return isCode ? String.fromCharCode(Number.parseInt(body, 16)) : body;
}

function entity(name: string): string | undefined {
	if (!name.startsWith('#')) return NAMED[name];
	const isHex = name.startsWith('#x');
	return String.fromCharCode(Number.parseInt(name.slice(isHex ? 2 : 1), isHex ? 16 : 10));
}

function none(): string {
	return '';
}

function unique(readings: TextReading[]): TextReading[] {
	return readings.filter(
		(reading, position) => readings.findIndex(({ text }) => text === reading.text) === position,
	);
}
