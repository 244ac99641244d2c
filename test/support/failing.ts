/** What `toThrow` compares an error with: its fields, as far as given. */
export function failing(fields: { name: string } & Record<string, unknown>): Error {
	return expect.objectContaining(fields) as Error;
}
