import { join, resolve } from 'node:path';

/** The root of the package, whose `dist` is what gets measured. */
export const ROOT = resolve(__dirname, '..');

/**
 * Loads one of the compiled modules of the package, so that what runs is what is published.
 *
 * @param path below `dist/nodes/shared`, with its extension
 */
export async function loadCompiled<Module>(path: string): Promise<Module> {
	return (await import(join(ROOT, 'dist/nodes/shared', path))) as Module;
}
