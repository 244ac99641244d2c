import * as fc from 'fast-check';

import {
	loadPatternReader,
	type LinearPattern,
} from '../../../../nodes/shared/chat/pattern/pattern';

async function read(pattern: string): Promise<LinearPattern | undefined> {
	const reader = await loadPatternReader();
	return reader(pattern);
}

/** What JavaScript's own engine says, in its Unicode mode where it takes the pattern. */
function own(pattern: string): RegExp {
	try {
		return new RegExp(pattern, 'u');
	} catch {
		return new RegExp(pattern);
	}
}

function isPattern(source: string): boolean {
	try {
		return own(source) instanceof RegExp;
	} catch {
		return false;
	}
}

const TEXTS = [
	'',
	'a',
	'A',
	'b1',
	'ab',
	'aab',
	'555-1234',
	'a-b.c@x',
	'AB_1',
	'a\nb',
	'a\r\nb',
	'a\u2028b',
	'\n',
	'\t \u000b\f',
	'\u00a0',
	'\ufeff\u3000',
	'\u0000',
	'\b',
	'\u0001',
	'é',
	'É',
	'ä ö',
	'Ωμ',
	'日本',
	'٣',
	'😀',
	'😀😀',
	'a/b',
	'a{2}',
	'a{,3}',
	'[:alpha:]',
	'l]',
	'u',
	'u0041',
	'x',
	'c',
	'Q.E',
	'^$',
	'\\',
	']',
	'aaaaaaaaaa',
	'cat, dog',
	'2024-02-30',
	'_id',
	'ſ',
	'K',
];

it.each([
	'',
	'a',
	'^a',
	'b$',
	'^$',
	'^a|b$',
	'(a|b)+',
	'^(?:a|b){2}$',
	'^(?<first>a)(?<second>b)?$',
	'^.$',
	'^..$',
	'^.*$',
	'a.b',
	'[^]',
	'^[^]$',
	'[]',
	'^[]*$',
	'\\d',
	'^\\d{3}-\\d{4}$',
	'^\\d{3}\\-\\d{4}$',
	'\\D',
	'^\\w+$',
	'\\W',
	'^\\s+$',
	'\\S',
	'^[\\s]+$',
	'^[^\\s]+$',
	'[\\S\\n]',
	'^[^\\S]+$',
	'^[\\d\\D]{1,2}$',
	'\\ba',
	'a\\b',
	'\\Ba',
	'\\bé',
	'[\\b]',
	'^[\\w-.]+@x$',
	'[a\\-b]+1',
	'[-a]',
	'[a-]',
	'[^a-z]',
	'[+--]',
	'[\\d-x]',
	'^[A-Z]{2}\\_\\d+$',
	'\\/',
	'/',
	'\\u0041',
	'\\u{41}',
	'\\uD83D\\uDE00',
	'^[\\uD83D\\uDE00]$',
	'^[😀]$',
	'😀{2}',
	'\\x41',
	'[\\x00-\\x1f]',
	'\\0',
	'\\ca',
	'\\cJ',
	'\\t|\\v|\\f|\\r|\\n',
	'[[:alpha:]]',
	'[\\]]',
	'[\\\\]',
	'[.]E',
	'[|]',
	'[$^]',
	'\\^\\$',
	'^Q\\.E$',
	'\\Q.\\E',
	'\\Aa',
	'b\\z',
	'\\a',
	'a{,3}',
	'a{2}',
	'a{2,}',
	'a{2,3}?b',
	'a*?b',
	'(a*)*$',
	'(|a)+b',
	'a|',
	'^\\p{Lu}$',
	'^\\p{L}+$',
	'^\\P{L}+$',
	'[\\p{Lu}\\d]',
	'[^\\p{L}]',
	'^\\p{Script=Greek}+$',
	'^\\p{sc=Han}+$',
	'^\\p{gc=Nd}$',
	'^\\p{Alphabetic}$',
	'^\\p{Letter}$',
	'^\\P{Uppercase_Letter}$',
	'[\\p{gc=Decimal_Number}]',
	'^[A-Za-z]+[ ,-]+[a-z]+$',
	'^([0-9]{4})-(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$',
])('reads %s as JavaScript does', async (pattern) => {
	const linear = await read(pattern);
	const fits = (matches: ((text: string) => boolean) | undefined) =>
		TEXTS.filter((text) => matches?.(text));
	const whole = own(`^(?:${pattern})$`);
	expect(fits(linear?.fitsPart)).toEqual(fits((text) => own(pattern).test(text)));
	expect(fits(linear?.fitsWhole)).toEqual(fits((text) => whole.test(text)));
});

it('reads any pattern as JavaScript does', async () => {
	const reader = await loadPatternReader();
	const member = fc.constantFrom(
		'a',
		'b-y',
		'\\d',
		'\\s',
		'\\W',
		'-',
		'.',
		'\\]',
		'\\u0041',
		'\\n',
		'é',
	);
	const classes = fc
		.tuple(fc.constantFrom('', '^'), fc.array(member, { maxLength: 3 }))
		.map(([not, members]) => `[${not}${members.join('')}]`);
	const plain = fc.constantFrom(
		'a',
		'b',
		'1',
		' ',
		'.',
		'\\w',
		'\\s',
		'\\D',
		'\\.',
		'\\n',
		'\\b',
		'^',
		'$',
	);
	const { pattern } = fc.letrec<{ pattern: string; term: string }>((tie) => ({
		pattern: fc.array(tie('term'), { maxLength: 4 }).map((terms) => terms.join('')),
		term: fc.oneof(
			{ depthSize: 'small', withCrossShrink: true },
			plain,
			classes,
			fc
				.tuple(tie('pattern'), tie('pattern'), fc.constantFrom('', '*', '+', '?', '{2}', '{1,2}?'))
				.map(([one, other, times]) => `(?:${one}|${other})${times}`),
		),
	}));
	const letter = fc.constantFrom(
		'a',
		'b',
		'y',
		'A',
		'1',
		' ',
		'.',
		'-',
		']',
		'\n',
		'\u00a0',
		'é',
		'_',
	);
	const text = fc.string({ unit: letter, maxLength: 6 });
	fc.assert(
		fc.property(pattern, fc.array(text, { minLength: 5 }), (source, texts) => {
			fc.pre(isPattern(source));
			const linear = reader(source);
			const [part, whole] = [own(source), own(`^(?:${source})$`)];
			for (const one of texts) {
				expect([one, linear?.fitsPart(one)]).toEqual([one, part.test(one)]);
				expect([one, linear?.fitsWhole(one)]).toEqual([one, whole.test(one)]);
			}
		}),
		{ numRuns: 300 },
	);
});

it.each([
	'(?=a)',
	'^(?!a)',
	'(?<=a)b',
	'(?<!a)b',
	'(a)\\1',
	'(?<name>a)\\k<name>',
	'[\\1]',
	'\\07',
	'a{1001}',
	'\\p{Script_Extensions=Greek}',
	'\\c1',
])('does not read %s', async (pattern) => {
	own(pattern);
	expect(await read(pattern)).toBeUndefined();
});

it.each(['(', '[b-a]', 'a{2,1}', '\\p{Nonsense}', '^\\p{L}+\\-\\d+$'])(
	'refuses %s, which is none',
	async (pattern) => {
		await expect(read(pattern)).rejects.toThrow('Invalid regular expression');
	},
);
