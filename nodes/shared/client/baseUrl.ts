/** The address of the API, the default of the credential's field. */
export const DEFAULT_BASE_URL = 'https://api.together.ai/v1';

/**
 * Makes the base URL of a credential usable: surrounding spaces, trailing and doubled slashes, a
 * query, a fragment and a pasted `/chat/completions` go, a missing version is added
 * (`https://api.together.ai` becomes `https://api.together.ai/v1`).
 *
 * The key goes where this leads, so an address that is read in another way than it is written is
 * refused: `https:///v1`, which is what an expression leaves of an address without its host, is the
 * host `v1` to a URL parser. So is an empty one, which is all that may be left of an expression.
 * @returns the URL without a trailing slash
 * @throws {TypeError} when it cannot be used, in words for the user; they do not repeat it, as it
 * may be a key or hold a password
 */
export function normalizeBaseUrl(input: unknown): string {
	if (typeof input !== 'string' || input.trim() === '') {
		throw new TypeError(
			`It is empty or not a text. Enter ${DEFAULT_BASE_URL} or another address; if it is an expression, check what it gives`,
		);
	}
	const text = input.trim();
	const [, host, path = ''] = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(text) ?? [];
	if (!host || !URL.canParse(text)) {
		throw new TypeError(
			`It is not a web address. Enter one that starts with https:// or http://, for example ${DEFAULT_BASE_URL}`,
		);
	}
	if (text.includes('@')) {
		throw new TypeError('Leave user name and password out of the address: the key is enough');
	}
	const url = new URL(text);
	if (!isHost(url, host) || url.pathname !== (path || '/') || `${host}${path}`.includes('://')) {
		throw new TypeError(
			'It would be read in another way than it is written. Write it without backslashes, spaces, "..", a second address and other unusual characters',
		);
	}
	const base = path.replace(/\/+/g, '/').replace(/(\/chat\/completions)?\/?$/, '');
	return `${url.origin}${base === '' ? '/v1' : base}`;
}

/** Whether the host is the one that is written. An IPv6 address has many spellings, all of them its own. */
function isHost({ hostname }: URL, written: string): boolean {
	const name = written.replace(/:\d*$/, '').toLowerCase();
	return name === hostname || (name.startsWith('[') && hostname.startsWith('['));
}
