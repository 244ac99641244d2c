import { readFile } from 'node:fs/promises';

import { Problem } from './problem';

/**
 * Reads a JSON file.
 *
 * @throws Problem when the file is missing, cannot be read or is not JSON.
 */
export async function readJson(path: string): Promise<unknown> {
	let text: string;
	try {
		text = await readFile(path, 'utf8');
	} catch (error) {
		throw new Problem(`Cannot read ${path}: ${readFault(error)}`);
	}
	try {
		// Editors on Windows put a byte order mark first, which JSON does not allow.
		return JSON.parse(text.replace(/^\uFEFF/, ''));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Problem(`${path} is not valid JSON: ${reason}`);
	}
}

function readFault(error: unknown): string {
	const code = isObject(error) && 'code' in error ? error.code : undefined;
	if (code === 'ENOENT') return 'there is no such file';
	if (code === 'EISDIR') return 'it is a folder';
	return String(error);
}

function isObject(value: unknown): value is object {
	return typeof value === 'object' && value !== null;
}
