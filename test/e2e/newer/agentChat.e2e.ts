import { openChat } from '../helpers/chat';
import { chatBodies, standInFor, type Fixture } from '../helpers/fixture';
import { agent, askLlama, calculator, chatModel, chatTrigger } from '../helpers/nodes';
import { calling, inTurn } from '../helpers/script';
import { workflow } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

const ASK = '={{ $json.chatInput }}';

describe('the chat of an agent', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	it('shows the tokens of our model, after it has called a tool', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(calling(['call_1', 'Calculator', { input: '6 * 7' }]), {
				content: 'It is 42.',
			}),
		});
		const nodes = [chatTrigger(), agent(ASK), chatModel(fixture.credential), calculator()];
		const data = workflow('Agent chat', nodes, [
			['Chat', 'AI Agent'],
			['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
			['Calculator', 'AI Agent', 'ai_tool'],
		]);
		const chunks = await (await openChat(n8n, data)).say('6 times 7?');

		const items = chunks.filter(({ type }) => type === 'item');
		expect(items.map(({ content }) => content).join('')).toBe('It is 42.');
		expect(items.length).toBeGreaterThan(1);
		expect(chatBodies(fixture.standIn).map(({ stream }) => stream)).toEqual([true, true]);
		expect(chunks.filter(({ type }) => type === 'error')).toEqual([]);
	});

	it('does not mix the tokens of the node into the answer while it runs as a tool', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(['call_1', 'Ask_Llama', { Prompt: 'A word for dog?' }]),
				{ content: 'Secret hound.' },
				{ content: 'It barks.' },
			),
		});
		const { credential } = fixture;
		const nodes = [chatTrigger(), agent(ASK), chatModel(credential), askLlama(credential)];
		const data = workflow('Tool chat', nodes, [
			['Chat', 'AI Agent'],
			['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
			['Ask Llama', 'AI Agent', 'ai_tool'],
		]);
		const chunks = await (await openChat(n8n, data)).say('What barks?');

		const shown = chunks.filter(({ type }) => type === 'item');
		expect(shown.map(({ content }) => content).join('')).toBe('It barks.');
	});
});
