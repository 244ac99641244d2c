/** The address of the API unless the credential says otherwise. */
export const DEFAULT_BASE_URL = 'https://api.together.ai/v1';

/**
 * Makes the base URL of a credential usable: surrounding spaces, trailing slashes and a pasted
 * `/chat/completions` go, a missing version is added (`https://api.together.ai` becomes
 * `https://api.together.ai/v1`).
 * @returns the URL without a trailing slash
 * @throws {TypeError} when it is not an http or https URL, in words for the user; they do not repeat
 * it, as it may be a key or hold a password
 */
export function normalizeBaseUrl(input: string): string {
	const text = input.trim();
	if (!text) return DEFAULT_BASE_URL;
	const url = URL.canParse(text) ? new URL(text) : undefined;
	if (!url || !/^https?:$/.test(url.protocol)) {
		throw new TypeError(
			`It is not a web address. Enter one that starts with https:// or http://, for example ${DEFAULT_BASE_URL}`,
		);
	}
	if (url.username || url.password) {
		throw new TypeError('Leave user name and password out of the address: the key is enough');
	}
	const path = url.pathname.replace(/\/+/g, '/').replace(/(\/chat\/completions)?\/?$/, '');
	return `${url.origin}${path === '' ? '/v1' : path}`;
}
