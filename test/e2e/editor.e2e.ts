import { openBrowser, signInByHand, type Browser } from './helpers/browser';
import {
	addOption,
	execute,
	field,
	openNode,
	openWorkflow,
	part,
	showJson,
} from './helpers/editor';
import { standInFor, type Fixture } from './helpers/fixture';
import { manualTrigger, togetherAi } from './helpers/nodes';
import { inWindow, keepPicture } from './helpers/pictures';
import { saveWorkflow } from './server/client';
import { fedWith, workflow } from './server/workflow';
import { sharedN8n } from './setup/shared';

const QUESTION = 'What is the capital of France, and why should I visit it?';

describe('the editor of n8n', () => {
	const n8n = sharedN8n();
	let browser: Browser;
	let fixture: Fixture | undefined;

	beforeAll(async () => {
		browser = await openBrowser();
		await signInByHand(browser.page, n8n.url);
	});

	afterEach(async () => {
		await fixture?.standIn.close();
		fixture = undefined;
	});

	afterAll(async () => {
		await browser?.close();
	});

	it('finds the node, fills in its form, searches a model and shows its answer', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n, { name: 'Together AI account' });
		const { id } = await saveWorkflow(n8n, workflow('Ask a model', [manualTrigger()], []));
		await inWindow(page, async () => {
			await openWorkflow(page, n8n.url, id);
			await part(page, 'canvas-handle-plus').first().click();
			await part(page, 'node-creator-search-bar').fill('together');
			await part(page, 'item-iterator-item').filter({ hasText: 'Chat Model' }).waitFor();
			await keepPicture(page, 'nodes-panel');
			await part(page, 'item-iterator-item').first().click();
			await page.getByText('Complete a chat').click();

			await field(page, 'content').locator('textarea').fill(QUESTION);
			await keepPicture(page, 'form');
			await part(page, 'rlc-input').click();
			await part(page, 'rlc-search').fill('gpt');
			await page.getByText('OpenAI GPT-OSS 120B (131K, $0.15 / $0.60').first().waitFor();
			await keepPicture(page, 'model-search');
			await part(page, 'rlc-item').first().click();
			await addOption(page, 'Include Cost');

			await part(page, 'node-execute-button').click();
			const output = await showJson(page);
			await output.getByText('"The capital of France is Paris."').waitFor();
			expect(await output.innerText()).toMatch(/This run used \d+ tokens and cost \$0\.0000\d+\./);
			expect(await output.innerText()).toMatch(/"totalTokens":\s*\d+/);
			await keepPicture(page, 'output');
		});
	});

	it('says which item failed, why, and what to do', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n, {
			name: 'Together AI account',
			intercept: ({ request, response }) => {
				if (!JSON.stringify(request.messages).includes('second')) return false;
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
				return true;
			},
		});
		const ours = togetherAi(fixture.credential, '={{ $json.text }}');
		const data = workflow('Ask thrice', [manualTrigger(), ours], [['Start', ours.name]]);
		const items = ['first', 'second', 'third'].map((text) => ({ text: `The ${text} ticket` }));
		const { id } = await saveWorkflow(n8n, fedWith(data, items));
		await inWindow(page, async () => {
			await openWorkflow(page, n8n.url, id);
			await execute(page);
			await openNode(page, ours.name);
			const output = part(page, 'output-panel');
			await output.getByText('From Together AI').click();

			expect(await part(output, 'node-error-message').innerText()).toBe(
				'Credit limit exceeded [item 1]',
			);
			expect(await part(output, 'node-error-description').innerText()).toMatch(/^Add credit or/);
			await keepPicture(page, 'error');
		});
	});

	it('tests a credential red, then green', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n);
		const { url } = fixture.standIn;
		await inWindow(page, async () => {
			await page.goto(`${n8n.url}/home/credentials`);
			await part(page, 'add-resource-credential').click();
			await part(page, 'new-credential-type-select').locator('input').fill('together');
			const type = page.getByText('Together AI API', { exact: true });
			await type.filter({ visible: true }).last().click();
			await part(page, 'new-credential-type-button').click();
			await field(page, 'apiKey').locator('input').fill('tgp_v1_example');
			await field(page, 'baseUrl').locator('input').fill('http://127.0.0.1:9/v1');
			await part(page, 'credential-save-button').click();
			await page.getByText('Couldn’t connect with these settings').waitFor();

			await field(page, 'baseUrl').locator('input').fill(url);
			await part(page, 'credential-save-button').click();
			await part(page, 'credentials-config-container-test-success').waitFor();
			await keepPicture(page, 'credential');
		});
	});
});
