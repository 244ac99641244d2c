const MAX_LENGTH = 64;

/**
 * Names for tools that the API takes: no dashes, dots or spaces, each one only once.
 * Source: https://docs.together.ai/docs/inference/function-calling/best-practices
 * @returns one name per given name, in the same order
 */
export function toolNames(names: string[]): string[] {
	const taken = new Set<string>();
	return names.map((name) => {
		const base = name.replace(/\W+/g, '_').replace(/^(\d)/, '_$1').slice(0, MAX_LENGTH) || 'tool';
		let unique = base;
		for (let count = 2; taken.has(unique); count++) {
			const suffix = `_${count}`;
			unique = base.slice(0, MAX_LENGTH - suffix.length) + suffix;
		}
		taken.add(unique);
		return unique;
	});
}
