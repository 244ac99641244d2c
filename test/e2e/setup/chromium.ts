import { access } from 'node:fs/promises';

import { sh } from './shell';

const CHROMIUM = process.env['CHROMIUM'] ?? '/usr/bin/chromium';

/** The browser: Debian's, installed now where it is missing and this is root. */
export async function installChromium(): Promise<string> {
	if (await isThere()) return CHROMIUM;
	if (process.getuid?.() !== 0) {
		throw new Error(`There is no ${CHROMIUM}: install it, or name a Chromium in CHROMIUM`);
	}
	const env = { DEBIAN_FRONTEND: 'noninteractive' };
	await sh('apt-get', ['update'], { cwd: '/', env });
	await sh('apt-get', ['install', '-y', '--no-install-recommends', 'chromium'], { cwd: '/', env });
	return CHROMIUM;
}

async function isThere(): Promise<boolean> {
	return await access(CHROMIUM).then(
		() => true,
		() => false,
	);
}
