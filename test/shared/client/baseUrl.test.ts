import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../../../nodes/shared/client/baseUrl';
import { INVALID_BASE_URLS, REWRITTEN_BASE_URLS, VALID_BASE_URLS } from './baseUrls';

it.each(VALID_BASE_URLS)('understands $what: "$input"', ({ input, url }) => {
	expect(normalizeBaseUrl(input)).toBe(url);
});

it.each(VALID_BASE_URLS)('leaves alone what it made of $what', ({ url }) => {
	expect(normalizeBaseUrl(url)).toBe(url);
});

it.each(INVALID_BASE_URLS)('refuses $what without repeating it: "$input"', ({ input }) => {
	expect(() => normalizeBaseUrl(input)).toThrow(
		new TypeError(
			`It is not a web address. Enter one that starts with https:// or http://, for example ${DEFAULT_BASE_URL}`,
		),
	);
});

it.each(REWRITTEN_BASE_URLS)('refuses $what, which would lead elsewhere: "$input"', ({ input }) => {
	expect(() => normalizeBaseUrl(input)).toThrow(/^It would be read in another way/);
});

it.each([
	'https://user:password@api.together.ai/v1',
	'https://user@api.together.ai/v1',
	'https://:password@api.together.ai/v1',
	'https://api.together.ai:443/password@other.example/v1',
])('refuses a login in the address without repeating it: %s', (input) => {
	expect(() => normalizeBaseUrl(input)).toThrow(
		new TypeError('Leave user name and password out of the address: the key is enough'),
	);
});

it.each([undefined, null, '', ' \n', 5, true, {}, ['https://api.together.ai/v1']])(
	'refuses %j, which a failed expression may give',
	(input) => {
		expect(() => normalizeBaseUrl(input)).toThrow(/^It is empty or not a text/);
	},
);

const PARTS = [
	['https://', 'HTTP://', ' https://', 'https:///', 'https:/', 'https:', 'ftp://', '//', ''],
	['', 'user@', 'user:pass@', ':@'],
	[
		'api.together.ai',
		'API.Together.AI',
		'localhost',
		'127.0.0.1',
		'127.1',
		'[::1]',
		'ａpi.ai',
		'a%2eb',
		'',
	],
	['', ':8080', ':443', ':', ':99999'],
	[
		'',
		'/',
		'/v1',
		'//v1/',
		'/team/./v1',
		'/v1/..',
		'/a://b',
		'\\v1',
		'/v 1',
		'/%2e%2e/v1',
		'/Ü',
		'/v1\t',
	],
	[
		'',
		'/chat/completions',
		'/chat/completions//',
		'/CHAT/completions',
		'?a=b',
		'#c',
		'?x=https://y/z',
		'\n',
	],
];

function spellings(parts: string[][]): string[] {
	return parts.reduce((before, next) => before.flatMap((a) => next.map((b) => a + b)), ['']);
}

it('leads where it is written, or nowhere, in 155,520 spellings', () => {
	const all = spellings(PARTS);
	expect(all).toHaveLength(155_520);
	const elsewhere = all.filter((input) => !leadsWhereItIsWritten(input));
	expect(elsewhere).toEqual([]);
	expect(all.filter((input) => result(input) !== undefined).length).toBeGreaterThan(1_000);
});

function result(input: string): string | undefined {
	try {
		return normalizeBaseUrl(input);
	} catch (error) {
		if (error instanceof TypeError) return undefined;
		throw error;
	}
}

/** Judges by the text alone, as a person reads an address. */
function leadsWhereItIsWritten(input: string): boolean {
	const url = result(input);
	if (url === undefined) return true;
	const [scheme, rest] = input.trim().split('://', 2) as [string, string];
	const [written = ''] = rest.split(/[?#]/);
	const [host = '', ...segments] = written.split('/').filter((part) => part !== '');
	const path = segments.join('/').replace(/(^|\/)chat\/completions$/, '');
	const isDefault = scheme.toLowerCase() === 'https' && host.endsWith(':443');
	const authority = host.replace(isDefault ? /:443$/ : /:$/, '').toLowerCase();
	return url === `${scheme.toLowerCase()}://${authority}/${path || 'v1'}`;
}
