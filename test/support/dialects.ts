/** A call of a function as a server writes it, with an id or without. */
export function chatFunction(id: string | undefined, name: string, args: string): object {
	return { ...(id !== undefined && { id }), type: 'function', function: { name, arguments: args } };
}
