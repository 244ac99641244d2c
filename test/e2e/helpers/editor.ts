import type { Locator, Page } from 'playwright-core';

import { IS_N8N_1 } from '../setup/places';

/** Found by the name that n8n's own tests use. */
export function part(within: Page | Locator, name: string): Locator {
	return within.locator(`[data-test-id="${name}"]:visible`);
}

/** The field of a form. */
export function field(page: Page, name: string): Locator {
	return part(page, `parameter-input-${name}`);
}

/** Opens a workflow and waits until its nodes are there. */
export async function openWorkflow(page: Page, url: string, id: string): Promise<void> {
	await page.goto(`${url}/workflow/${id}`);
	await part(page, 'canvas-node').first().waitFor();
	await dismissNews(page);
}

/** Opens the form of a node. */
export async function openNode(page: Page, name: string): Promise<void> {
	await part(page, 'canvas-node').filter({ hasText: name }).first().dblclick();
	await part(page, 'ndv').waitFor();
}

/** Adds an option to the first collection of the form. */
export async function addOption(page: Page, name: string): Promise<void> {
	const add = IS_N8N_1
		? page.getByPlaceholder('Add Option')
		: part(page, 'collection-parameter-add');
	await add.first().click();
	await page.getByRole('option', { name }).click();
}

/** Runs the workflow from the canvas and waits until it has ended. */
export async function execute(page: Page): Promise<void> {
	await part(page, 'execute-workflow-button').click();
	await page
		.getByText(/Workflow executed successfully|Problem in node/)
		.first()
		.waitFor();
}

/** What a node gave, as JSON that a person can read. */
export async function showJson(page: Page): Promise<Locator> {
	const output = part(page, 'output-panel');
	await part(output, 'radio-button-json').click();
	return output;
}

/** n8n greets with what is new. */
async function dismissNews(page: Page): Promise<void> {
	const news = page.getByRole('button', { name: 'Got it' });
	await news
		.first()
		.click({ timeout: 1_500 })
		.catch(() => {});
}
