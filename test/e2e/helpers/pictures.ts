import { mkdir } from 'node:fs/promises';
import { join, resolve } from 'node:path';

import type { Page } from 'playwright-core';

import { CACHE, ROOT } from '../setup/places';

/** Where pictures go: into the cache, or with N8N_E2E_PICTURES=docs/screenshots into the README. */
const FOLDER = resolve(ROOT, process.env['N8N_E2E_PICTURES'] ?? join(CACHE, 'pictures'));

/** Keeps what the window shows, once nothing moves and no message covers it. */
export async function keepPicture(page: Page, name: string): Promise<void> {
	await mkdir(FOLDER, { recursive: true });
	await page.addStyleTag({ content: '.el-notification { visibility: hidden !important; }' });
	await page.screenshot({
		path: join(FOLDER, `${name}.png`),
		animations: 'disabled',
		caret: 'hide',
	});
}

/** Does something in the window; where it cannot be done, a picture shows why. */
export async function inWindow(page: Page, work: () => Promise<void>): Promise<void> {
	try {
		await work();
	} catch (error) {
		await keepPicture(page, 'failed').catch(() => {});
		throw error;
	}
}
