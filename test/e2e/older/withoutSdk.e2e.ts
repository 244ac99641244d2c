import { chatBodies, standInFor, type Fixture } from '../helpers/fixture';
import { agent, askLlama, chatModel, manualTrigger } from '../helpers/nodes';
import { calling, inTurn } from '../helpers/script';
import { run } from '../server/client';
import { itemsOf } from '../server/execution';
import { call } from '../server/http';
import { node, workflow, type CanvasNode, type Line } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

/** The newest AI Agent that this n8n has. */
const AGENT_VERSION = 3;

describe('an n8n without the SDK for AI nodes', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	const asking = (text: string): CanvasNode => ({ ...agent(text), typeVersion: AGENT_VERSION });

	/** n8n's own chat model, asking the stand-in. */
	async function openAiModel(): Promise<CanvasNode> {
		const data = { apiKey: 'any', url: fixture.standIn.url };
		const named = { name: 'OpenAI account', type: 'openAiApi', data };
		const { id } = await call<{ id: string }>(n8n, 'POST', '/rest/credentials', named);
		const credentials = { openAiApi: { id, name: named.name } };
		const model = { model: { __rl: true, mode: 'id', value: 'any' } };
		const type = '@n8n/n8n-nodes-langchain.lmChatOpenAi';
		return node('OpenAI Chat Model', type, model, { typeVersion: 1.2, credentials });
	}

	it('is told by the chat model which n8n it needs', async () => {
		fixture = await standInFor(n8n);
		const nodes = [manualTrigger(), asking('Hello'), chatModel(fixture.credential)];
		const lines: Line[] = [
			['Start', 'AI Agent'],
			['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
		];
		const execution = await run(n8n, workflow('Agent', nodes, lines));

		expect(execution.status).toBe('error');
		expect(JSON.stringify(execution.error)).toContain('This node needs n8n 2.16 or later');
		expect(chatBodies(fixture.standIn)).toEqual([]);
	});

	it('lets an agent with another model use the node as a tool', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(['call_1', 'Ask_Llama', { Prompt: 'A word for dog?' }]),
				{ content: 'Hound.' },
				{ content: 'It says: Hound.' },
			),
		});
		const helpers = [await openAiModel(), askLlama(fixture.credential)];
		const nodes = [manualTrigger(), asking('Ask Llama'), ...helpers];
		const lines: Line[] = [
			['Start', 'AI Agent'],
			['OpenAI Chat Model', 'AI Agent', 'ai_languageModel'],
			['Ask Llama', 'AI Agent', 'ai_tool'],
		];
		const execution = await run(n8n, workflow('Tool', nodes, lines));

		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: 'It says: Hound.' }]);
		expect(JSON.stringify(chatBodies(fixture.standIn)[1])).toContain('A word for dog?');
		expect(JSON.stringify(chatBodies(fixture.standIn)[2])).toContain('Hound.');
	});
});
