import * as fc from 'fast-check';

import { secretCleaner } from '../../../nodes/shared/http/secrets';

const KEY_CHARACTERS = [...'abcXYZ019_-'];
const ANY_CHARACTERS = [...'aB7_-+/=%&<>"\'\\.:;#$?!~^*()[]{}|@`,é'];

const keys = textOf(KEY_CHARACTERS);
const anySecrets = textOf(ANY_CHARACTERS);

function textOf(characters: string[]) {
	const parts = fc.array(fc.constantFrom(...characters), { minLength: 7, maxLength: 60 });
	return parts.map((list) => list.join(''));
}

const hexOf = (character: string, digits: number) =>
	character.charCodeAt(0).toString(16).padStart(digits, '0');
const each = (secret: string, write: (character: string) => string) =>
	[...secret].map(write).join('');
const html = (text: string) =>
	text
		.replaceAll('&', '&amp;')
		.replaceAll('<', '&lt;')
		.replaceAll('>', '&gt;')
		.replaceAll('"', '&quot;')
		.replaceAll("'", '&#39;');

/** How a server may write what it was sent, and how to read it again. */
const SPELLINGS: Record<string, (secret: string) => string> = {
	'as it is': String,
	'in upper case': (secret) => secret.toUpperCase(),
	'in lower case': (secret) => secret.toLowerCase(),
	'in base64': (secret) => Buffer.from(secret).toString('base64'),
	'in base64, behind one byte': (secret) => Buffer.from(`:${secret}`).toString('base64'),
	'in base64, behind two bytes': (secret) => Buffer.from(`a:${secret}`).toString('base64'),
	'in base64 of a header': (secret) => Buffer.from(`Bearer ${secret}\r\n`).toString('base64'),
	'in base64 for URLs': (secret) => Buffer.from(`{"k":"${secret}"}`).toString('base64url'),
	'in base64 of other case': (secret) => Buffer.from(secret.toUpperCase()).toString('base64'),
	'in hexadecimal': (secret) => Buffer.from(secret).toString('hex'),
	'in upper case of hexadecimal': (secret) => Buffer.from(secret).toString('hex').toUpperCase(),
	'escaped for a URL': encodeURIComponent,
	'escaped for a URL as a whole': (secret) =>
		[...Buffer.from(secret)].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
	'escaped as JSON': JSON.stringify,
	'escaped as JSON, character by character': (secret) =>
		each(secret, (character) => `\\u${hexOf(character, 4)}`),
	'escaped as HTML': html,
	'escaped as HTML, character by character': (secret) =>
		each(secret, (character) => `&#${character.charCodeAt(0)};`),
	'escaped as HTML in hexadecimal': (secret) =>
		each(secret, (character) => `&#X${hexOf(character, 2)};`),
};

/** Spellings that need a key without characters that mean something in them. */
const OF_KEYS: Record<string, (secret: string) => string> = {
	'escaped for a URL twice': (secret) => encodeURIComponent(encodeURIComponent(`/${secret}`)),
	'escaped as HTML in JSON': (secret) => JSON.stringify(`&lt;${html(secret)}`),
	'in base64, escaped for a URL': (secret) =>
		encodeURIComponent(Buffer.from(`${secret}?`).toString('base64')),
	'split by a tag': (secret) => `${secret.slice(0, 4)}<wbr>${secret.slice(4)}`,
	'split by tags': (secret) => each(secret, (character) => `<b class="x">${character}</b>`),
	'split by escaped tags': (secret) =>
		each(secret, (character) => `&lt;i&gt;${character}&lt;/i&gt;`),
	'split by tags and escaped': (secret) =>
		each(secret, (character) => `&#${character.charCodeAt(0)};<wbr>`),
};

/** Whether a secret that is spelled so in a text is gone from it, and nothing else. */
function expectRemoved(secret: string, spelling: (secret: string) => string): void {
	const written = spelling(secret);
	const cleaned = secretCleaner({ apiKey: secret })(`Refused: ${written} is no key`);
	expect(cleaned).not.toContain(written);
	expect(cleaned).toMatch(/^Refused: .*\[API key\].* is no key$/s);
	// What stands beside it in the spelling may stay.
	expect(cleaned.length).toBeLessThan('Refused: [API key] is no key'.length + 30);
}

describe.each(Object.entries(SPELLINGS))('a secret %s', (_name, spelling) => {
	it.each([
		['key', keys],
		['value of any characters', anySecrets],
	])('is removed: a %s', (_what, secrets) => {
		fc.assert(
			fc.property(secrets, (secret) => expectRemoved(secret, spelling)),
			{ numRuns: 100 },
		);
	});
});

it.each(Object.entries(OF_KEYS))('a key %s is removed', (_name, spelling) => {
	fc.assert(
		fc.property(keys, (secret) => expectRemoved(secret, spelling)),
		{ numRuns: 100 },
	);
});

it('the value of an extra header is removed in the same way, each of its words', () => {
	const clean = secretCleaner({
		apiKey: 'another',
		extraHeader: { name: 'x', value: 'Basic s3cr3t-value' },
	});
	const spellings = { ...SPELLINGS, ...OF_KEYS };
	for (const spelling of Object.values(spellings)) {
		expect(clean(spelling('s3cr3t-value'))).toContain('[header value]');
	}
});

it('what holds no secret stays as it is', () => {
	const clean = secretCleaner({ apiKey: 'tgp_v1_0123456789' });
	const texts = fc.oneof(
		fc.string(),
		fc.string({ unit: fc.constantFrom(...'<>&;%\\u0041#x7 b'), maxLength: 200 }),
		fc.webUrl(),
		fc.json(),
	);
	fc.assert(
		fc.property(texts, (text) => {
			expect(clean(text)).toBe(text);
		}),
		{ numRuns: 500 },
	);
});

it.each(['x', 'no', 'key', 'none', 'dummy', 'abcdef'])('a dummy such as %s stays', (apiKey) => {
	const clean = secretCleaner({ apiKey });
	for (const spelling of Object.values(SPELLINGS)) {
		expect(clean(spelling(apiKey))).toBe(spelling(apiKey));
	}
});

it('leaves alone what stands around a secret', () => {
	const clean = secretCleaner({ apiKey: '1234567' });
	expect(clean('<p>A &amp; B: 1234567, %41 12<b>345</b>67</p>')).toBe(
		'<p>A &amp; B: [API key], %41 [API key]</p>',
	);
});
