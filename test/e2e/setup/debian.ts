import { access } from 'node:fs/promises';

import { sh } from './shell';

/** A program that Debian has. */
export interface Program {
	/** Debian's package. */
	package: string;
	/** Where it may be, the best place first. */
	places: readonly string[];
	/** The environment variable that names another one. */
	variable: string;
}

/**
 * Gives the place of a program: Debian's is installed now where it is missing and this is root.
 * @throws {Error} that says what to do, when it is missing and cannot be installed
 */
export async function installProgram(program: Program): Promise<string> {
	const { package: name, places, variable } = program;
	const named = process.env[variable];
	const found = await firstOf(named ? [named] : places);
	if (found !== undefined) return found;
	if (named) throw new Error(`There is no ${named}, which ${variable} names`);
	if (process.getuid?.() !== 0) {
		const advice = `install it (sudo apt-get install ${name}), or name another one in ${variable}`;
		throw new Error(`There is no ${name}: ${advice}`);
	}
	const shell = { cwd: '/', env: { DEBIAN_FRONTEND: 'noninteractive' } };
	await sh('apt-get', ['update'], shell);
	await sh('apt-get', ['install', '-y', '--no-install-recommends', name], shell);
	const installed = await firstOf(places);
	if (installed === undefined) throw new Error(`Debian's ${name} is not in ${places.join(', ')}`);
	return installed;
}

async function firstOf(places: readonly string[]): Promise<string | undefined> {
	for (const place of places) {
		const isThere = await access(place).then(
			() => true,
			() => false,
		);
		if (isThere) return place;
	}
	return undefined;
}
