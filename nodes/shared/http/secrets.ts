/** A header that goes along with every request, for instance the key of a gateway. */
export interface ExtraHeader {
	/** In lower case. */
	name: string;
	value: string;
}

/** What a request is authorised with. None of it may get into an error. */
export interface Secrets {
	apiKey: string;
	extraHeader?: ExtraHeader;
}

/** The headers that authorise a request. An extra header of the name `authorization` replaces the key. */
export function authHeaders({ apiKey, extraHeader }: Secrets): Record<string, string> {
	return {
		authorization: `Bearer ${apiKey}`,
		...(extraHeader && { [extraHeader.name]: extraHeader.value }),
	};
}

/** Servers without keys are given dummies such as `x`, which stand in every text. */
const SHORTEST_SECRET = 8;

/**
 * Removes the secrets from a text. What a server says may repeat what it was sent, and must be
 * cleaned before it is cut to length: half a key is still too much. The words of a value go one by
 * one, as a server may leave out the scheme before a key.
 */
export function withoutSecrets(text: string, { apiKey, extraHeader }: Secrets): string {
	const value = extraHeader?.value ?? '';
	const secrets = [
		{ secret: apiKey, mark: '[API key]' },
		...[value, ...value.split(' ')].map((secret) => ({ secret, mark: '[header value]' })),
	];
	return secrets
		.filter(({ secret }) => secret.length >= SHORTEST_SECRET)
		.sort((a, b) => b.secret.length - a.secret.length)
		.reduce((cleaned, { secret, mark }) => cleaned.replaceAll(secret, mark), text);
}
