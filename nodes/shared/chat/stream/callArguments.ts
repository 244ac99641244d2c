/**
 * The arguments of a call, as its choice ended. A function without parameters may be called with an
 * empty text, which is no JSON to answer with. Where Max Tokens ended the choice, an empty text stays:
 * the arguments were still to come.
 */
export function callArguments(given: string, finishReason: string | null): string {
	return given === '' && finishReason !== 'length' ? '{}' : given;
}
