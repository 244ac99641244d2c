import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { chromium, type BrowserContext, type Page } from 'playwright-core';

import { OWNER } from '../server/http';
import { installChromium } from '../setup/chromium';

/** As root, without a graphics card, and without calls to the outside. */
const FLAGS = [
	'--no-sandbox',
	'--disable-gpu',
	'--disable-quic',
	'--no-first-run',
	'--disable-background-networking',
	'--disable-component-update',
	'--disable-sync',
	'--force-color-profile=srgb',
];

/** How long anything in the window may take. */
const LONGEST_MS = 60_000;

/** A browser with one window. */
export interface Browser {
	page: Page;
	close: () => Promise<void>;
}

/** Opens Chromium. It may reach this machine and nothing else. */
export async function openBrowser(): Promise<Browser> {
	const folder = await mkdtemp(join(tmpdir(), 'n8n-e2e-browser-'));
	const context = await chromium.launchPersistentContext(folder, {
		executablePath: await installChromium(),
		args: FLAGS,
		viewport: { width: 1280, height: 800 },
		reducedMotion: 'reduce',
		locale: 'en-US',
	});
	context.setDefaultTimeout(LONGEST_MS);
	await stayHere(context);
	const close = async () => {
		await context.close();
		await rm(folder, { recursive: true, force: true, maxRetries: 5 });
	};
	return { page: context.pages()[0] ?? (await context.newPage()), close };
}

async function stayHere(context: BrowserContext): Promise<void> {
	await context.route(
		({ protocol, hostname }) => protocol.startsWith('http') && hostname !== '127.0.0.1',
		async (route) => await route.abort(),
	);
}

/** Signs in as a person does. */
export async function signInByHand(page: Page, url: string): Promise<void> {
	await page.goto(`${url}/signin`);
	await page.locator('input[type=email], input[name=emailOrLdapLoginId]').fill(OWNER.email);
	await page.locator('input[type=password]').fill(OWNER.password);
	await page.getByRole('button', { name: 'Sign in' }).click();
	await page.waitForURL((address) => !address.pathname.startsWith('/signin'));
}
