import { DEFAULT_BASE_URL, normalizeBaseUrl } from '../../nodes/shared/api/baseUrl';
import { INVALID_BASE_URLS, VALID_BASE_URLS } from './baseUrls';

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

it.each([
	'https://user:password@api.together.ai/v1',
	'https://user@api.together.ai/v1',
	'https://:password@api.together.ai/v1',
])('refuses a login in the address without repeating it: %s', (input) => {
	expect(() => normalizeBaseUrl(input)).toThrow(
		new TypeError('Leave user name and password out of the address: the key is enough'),
	);
});
