import { installProgram } from './debian';

/** The browser: Debian's, installed now where it is missing and this is root. */
export async function installChromium(): Promise<string> {
	const places = ['/usr/bin/chromium'];
	return await installProgram({ package: 'chromium', places, variable: 'CHROMIUM' });
}
