import { normalizeBaseUrl } from '../client/baseUrl';
import { FormError } from '../form/formError';
import type { ExtraHeader } from '../http/secrets';
import { asString, type JsonObject } from '../json';

/** What the credential says, ready for a client. */
export interface CredentialValues {
	apiKey: string;
	baseUrl: string;
	extraHeader?: ExtraHeader;
}

/** The name of a header is a token: https://www.rfc-editor.org/rfc/rfc9110#name-tokens */
const TOKEN = /^[!#$%&'*+.^_`|~0-9a-z-]+$/;

/** Headers that describe the connection or the body, which only the client can know. */
const OF_THE_CLIENT =
	/^(accept|accept-encoding|connection|content-.*|expect|host|keep-alive|proxy-.*|te|trailer|transfer-encoding|upgrade)$/;

/**
 * Reads the data of the credential, expressions resolved. The node and the credential's test both
 * read it here.
 * @throws {FormError} naming the field that cannot be used; it does not repeat the value
 */
export function readCredential(data: JsonObject): CredentialValues {
	const extraHeader = readExtraHeader(data);
	return {
		apiKey: readApiKey(data['apiKey']),
		baseUrl: readBaseUrl(data['baseUrl']),
		...(extraHeader && { extraHeader }),
	};
}

/**
 * The extra header, its name in lower case, or undefined when there is none.
 * @throws {FormError} when it is switched on and cannot be sent
 */
export function readExtraHeader(data: JsonObject): ExtraHeader | undefined {
	if (data['header'] !== true) return undefined;
	const name = asString(data['headerName'])?.trim().toLowerCase() ?? '';
	if (!TOKEN.test(name)) {
		throw new FormError(
			'Header Name',
			'is empty or no name of a header',
			'Enter a name such as X-Gateway-Key in the Together AI credential, without a colon, or switch Add Custom Header off.',
		);
	}
	if (OF_THE_CLIENT.test(name)) {
		throw new FormError(
			'Header Name',
			'is that of a header which the node sets itself',
			'Enter the name of another header in the Together AI credential.',
		);
	}
	const value = asString(data['headerValue'])?.trim() ?? '';
	if (!/^[\x20-\x7e]+$/.test(value)) {
		throw new FormError(
			'Header Value',
			'is empty or holds line breaks or characters that no header has',
			'Enter the value in the Together AI credential, or switch Add Custom Header off.',
		);
	}
	return { name, value };
}

/**
 * The key without the spaces around it.
 * @throws {FormError} when it is empty or cannot be one
 */
export function readApiKey(value: unknown): string {
	const apiKey = asString(value)?.trim() ?? '';
	if (!apiKey) {
		throw new FormError(
			'API Key',
			'is empty',
			'Enter the key in the Together AI credential. You find it at api.together.ai/settings/api-keys.',
		);
	}
	if (!/^[\x21-\x7e]+$/.test(apiKey)) {
		throw new FormError(
			'API Key',
			'holds spaces or characters that no key has',
			'Copy only the key into the Together AI credential, without "Bearer" before it.',
		);
	}
	return apiKey;
}

function readBaseUrl(value: unknown): string {
	try {
		return normalizeBaseUrl(value);
	} catch (error) {
		return failBaseUrl(error instanceof Error ? error.message : '');
	}
}

function failBaseUrl(reason: string): never {
	throw new FormError('Base URL', 'cannot be used', `${reason}.`);
}
