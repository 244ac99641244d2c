/**
 * The source of a pattern for a secret as it is, in hexadecimal and in base64. To be used with the flag
 * `i`, for what is repeated in other case.
 */
export function spellingsOf(secret: string): string {
	const cases = [secret, secret.toLowerCase(), secret.toUpperCase()].map((text) =>
		Buffer.from(text),
	);
	const patterns = [
		escaped(secret),
		// As it is read where the bytes of its characters are escaped one by one.
		escaped(Buffer.from(secret).toString('latin1')),
		...cases.flatMap((bytes) => [
			bytes.toString('hex'),
			...[0, 1, 2].map((shift) => base64Pattern(bytes, shift)),
		]),
	];
	return [...new Set(patterns)].join('|');
}

/**
 * The base64 of a secret with something before and behind it, for instance `Bearer `, also in the
 * alphabet of URLs. The characters at its edges, which tell a part of it, may be any.
 * @param shift how many bytes come before it, less the multiples of three
 */
function base64Pattern(bytes: Uint8Array, shift: number): string {
	const base64 = Buffer.concat([new Uint8Array(shift), bytes]).toString('base64');
	const start = shift === 0 ? 0 : shift + 1;
	const end = Math.floor(((shift + bytes.length) * 8) / 6);
	const whole = base64.slice(start, end).replaceAll('+', '[+-]').replaceAll('/', '[/_]');
	const edge = '[\\w+/-]?';
	return `${shift === 0 ? '' : edge}${whole}${edge}={0,2}`;
}

function escaped(text: string): string {
	return text.replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}
