import { chatBodies, standInFor, type Fixture } from './helpers/fixture';
import { chatTrigger, togetherAi } from './helpers/nodes';
import { openChat } from './helpers/chat';
import { latestExecution } from './server/client';
import { itemsOf } from './server/execution';
import { workflow } from './server/workflow';
import { sharedN8n } from './setup/shared';

const ASK = '={{ $json.chatInput }}';

describe('the chat of n8n', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	async function openOurs(parameters: object = {}) {
		const ours = togetherAi(fixture.credential, ASK, parameters);
		return await openChat(n8n, workflow('Chat', [chatTrigger(), ours], [['Chat', ours.name]]));
	}

	it('shows each token as it arrives', async () => {
		const TOKEN_MS = 150;
		fixture = await standInFor(n8n, { reply: () => 'One two three four', tokenDelayMs: TOKEN_MS });
		const chat = await openOurs();
		const chunks = await chat.say('Count!');

		expect(chunks.map(({ type, content }) => [type, content])).toEqual([
			['begin', undefined],
			['item', 'One'],
			['item', ' two'],
			['item', ' three'],
			['item', ' four'],
			['end', undefined],
		]);
		const [, first, , , last] = chunks;
		expect((last?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(2 * TOKEN_MS);
		const execution = await latestExecution(n8n, chat.saved);
		expect(itemsOf(execution, 'Together AI')).toEqual([
			expect.objectContaining({ text: 'One two three four', finishReason: 'stop' }),
		]);
	});

	it('ends the bubble when the answer breaks off, and says why', async () => {
		fixture = await standInFor(n8n, {
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write('data: {"choices":[{"index":0,"delta":{"content":"Half a"}}]}\n\n');
				response.end('data: {"error":{"message":"The model fell over","type":"server_error"}}\n\n');
				return true;
			},
		});
		const chunks = await (await openOurs()).say('Hello');

		expect(chunks.map(({ type, content }) => [type, content])).toEqual([
			['begin', undefined],
			['item', 'Half a'],
			['item', '\n\n'],
			['end', undefined],
			['error', expect.stringMatching(/^The model fell over\. The server could not complete/)],
		]);
		expect(chatBodies(fixture.standIn)).toHaveLength(1);
	});

	it('says so when there is no answer at all', async () => {
		fixture = await standInFor(n8n, {
			intercept: ({ response }) => {
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
				return true;
			},
		});
		const chunks = await (await openOurs()).say('Hello');

		expect(chunks.map(({ type, content }) => [type, content])).toEqual([
			['error', expect.stringContaining('Add credit')],
		]);
	});

	it('is shown no JSON that is meant for the next node', async () => {
		fixture = await standInFor(n8n, { reply: () => '{"category":"refund"}' });
		const chat = await openOurs({ responseFormat: 'jsonObject' });

		expect(await chat.say('Give me my money back')).toEqual([]);
		const execution = await latestExecution(n8n, chat.saved);
		expect(itemsOf(execution, 'Together AI')).toEqual([
			expect.objectContaining({ data: { category: 'refund' } }),
		]);
	});

	it('aborts the request at the server when the execution is stopped', async () => {
		fixture = await standInFor(n8n, { reply: () => 'One two three', tokenDelayMs: 600_000 });
		const chat = await openOurs();
		const said = chat.say('Hello').catch(() => []);
		await fixture.standIn.waitUntil(() => fixture.standIn.inFlight === 1);
		await chat.stop();
		await fixture.standIn.waitUntil(() => fixture.standIn.requests.every((each) => each.aborted));
		chat.leave();
		await said;
	});
});
