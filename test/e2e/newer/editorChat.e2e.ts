import type { Locator } from 'playwright-core';

import { openBrowser, signInByHand, type Browser } from '../helpers/browser';
import { openWorkflow, part } from '../helpers/editor';
import { importExample } from '../helpers/example';
import { standInFor, type Fixture } from '../helpers/fixture';
import { agent, calculator, chatModel, chatTrigger, togetherAi } from '../helpers/nodes';
import { inWindow, keepPicture } from '../helpers/pictures';
import { calling, inTurn, type Line } from '../helpers/script';
import { saveWorkflow } from '../server/client';
import { workflow, type WorkflowData } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

const ASK = '={{ $json.chatInput }}';

const ANSWER =
	'Paris is the capital of France. Go for the Louvre and the river, stay for the bakeries, and walk home along the Seine when the lights come on.';

describe('the chat window of the editor', () => {
	const n8n = sharedN8n();
	let browser: Browser;
	let fixture: Fixture;

	beforeAll(async () => {
		browser = await openBrowser();
		await signInByHand(browser.page, n8n.url);
	});

	afterEach(async () => {
		await fixture.standIn.close();
	});

	afterAll(async () => {
		await browser?.close();
	});

	async function enlarge(panel: Locator): Promise<void> {
		const box = await panel.boundingBox();
		if (!box || box.height > 300) return;
		const { mouse } = browser.page;
		await mouse.move(box.x + 700, box.y);
		await mouse.down();
		await mouse.move(box.x + 700, box.y - 130, { steps: 5 });
		await mouse.up();
	}

	/** Opens the chat of a workflow, in a larger panel, and says something. */
	async function say(data: WorkflowData, message: string): Promise<void> {
		const { page } = browser;
		const { id } = await saveWorkflow(n8n, data);
		await openWorkflow(page, n8n.url, id);
		const input = part(page, 'chat-input');
		// The editor remembers that the chat was open.
		const isOpen = await input.isVisible();
		if (!isOpen) await part(page, 'workflow-chat-button').click();
		await input.waitFor();
		await enlarge(part(page, 'logs-panel'));
		await part(page, 'zoom-to-fit').click();
		await input.fill(message);
		await page.keyboard.press('Enter');
	}

	it('shows tokens as they arrive', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n, { reply: () => ANSWER, tokenDelayMs: 150 });
		const ours = togetherAi(fixture.credential, ASK);
		const data = workflow('Live chat', [chatTrigger(), ours], [['Chat', ours.name]]);
		await inWindow(page, async () => {
			await say(data, 'What is the capital of France?');
			const reply = page.locator('.chat-message-from-bot').first();
			await reply.getByText('Paris is the capital of France. Go').waitFor();
			expect(await reply.innerText()).not.toContain('lights');
			await keepPicture(page, 'live-chat');
			await reply.getByText(ANSWER).waitFor();
			await part(page, 'logs-panel').getByText('Tokens').first().waitFor();
		});
	});

	it('shows an agent that uses a tool with the chat model', async () => {
		const { page } = browser;
		const lines: Line[] = [
			calling(['call_1', 'Calculator', { input: '37 * 1.19' }]),
			{ content: 'With tax that is 44.03 in all.' },
		];
		fixture = await standInFor(n8n, { intercept: inTurn(...lines) });
		const nodes = [chatTrigger(), agent(ASK), chatModel(fixture.credential), calculator()];
		const data = workflow('Agent with a tool', nodes, [
			['Chat', 'AI Agent'],
			['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
			['Calculator', 'AI Agent', 'ai_tool'],
		]);
		await inWindow(page, async () => {
			await say(data, 'What do I pay for 37 with 19 % tax?');
			await page.locator('.chat-message-from-bot').getByText('44.03').first().waitFor();
			await page.getByText('Workflow executed successfully').waitFor();
			await part(page, 'zoom-to-fit').click();
			for (let times = 0; times < 2; times++) await part(page, 'zoom-out-button').click();
			await keepPicture(page, 'agent');
		});
	});

	it('shows in its logs what the node asked a tool, and what the tool said', async () => {
		const { page } = browser;
		const call = calling(['call_1', 'Calculator', { input: '37 * 1.19' }]);
		fixture = await standInFor(n8n, { intercept: inTurn(call, { content: 'It is 44.03.' }) });
		const data = await importExample('chat-with-tools.json', fixture.credential);
		await inWindow(page, async () => {
			await say(data, 'What do I pay for 37 with 19 % tax?');
			const logs = part(page, 'logs-panel');
			const steps = part(logs, 'logs-overview-body').getByRole('treeitem');
			await steps.filter({ hasText: 'Calculator' }).click();
			await logs.getByText('37 * 1.19').waitFor();
			await logs.getByText('44.03').first().waitFor();

			expect((await steps.allInnerTexts()).map((text) => text.split('\n')[0])).toEqual([
				'When chat message received',
				'Together AI',
				'Simple Memory',
				'Calculator',
				'Simple Memory',
			]);
		});
	});

	it('ends the bubble with the reason when an answer breaks off', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n, {
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write('data: {"choices":[{"index":0,"delta":{"content":"Half an"}}]}\n\n');
				response.end();
				return true;
			},
		});
		const ours = togetherAi(fixture.credential, ASK);
		const data = workflow('Broken chat', [chatTrigger(), ours], [['Chat', ours.name]]);
		await inWindow(page, async () => {
			await say(data, 'Hello');
			await page.locator('.chat-message-from-bot').getByText('Half an').waitFor();
			await page.locator('.chat-message-from-bot').getByText('Try again').waitFor();
		});
	});

	it('says why there is no answer at all', async () => {
		const { page } = browser;
		fixture = await standInFor(n8n, {
			intercept: ({ response }) => {
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
				return true;
			},
		});
		const ours = togetherAi(fixture.credential, ASK);
		const data = workflow('Refused chat', [chatTrigger(), ours], [['Chat', ours.name]]);
		await inWindow(page, async () => {
			await say(data, 'Hello');
			await page.locator('.chat-message-from-bot').getByText('Add credit').waitFor();
		});
	});
});
