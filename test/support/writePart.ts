import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { format, resolveConfig } from 'prettier';

/**
 * Renews a part of a page: what is between `<!-- name:start -->` and `<!-- name:end -->`.
 * @param page path from the root of the project, for instance `README.md`
 * @throws {Error} when the page has no such marks
 */
export async function writePart(page: string, name: string, text: string): Promise<void> {
	const file = join(__dirname, '../..', page);
	const [start, end] = [`<!-- ${name}:start -->`, `<!-- ${name}:end -->`];
	const old = await readFile(file, 'utf8');
	const [from, to] = [old.indexOf(start), old.indexOf(end)];
	if (from < 0 || to < from) throw new Error(`${page} has no ${start} with ${end} behind it`);
	const whole = `${old.slice(0, from)}${start}\n\n${text}\n\n${old.slice(to)}`;
	await writeFile(file, await format(whole, { ...(await resolveConfig(file)), filepath: file }));
}
