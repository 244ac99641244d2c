import { chatBodies, standInFor, type Fixture } from '../helpers/fixture';
import { agent, askLlama, chatModel, manualTrigger } from '../helpers/nodes';
import { calling, inTurn } from '../helpers/script';
import { run } from '../server/client';
import { itemsOf } from '../server/execution';
import { workflow, type Line } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

describe("n8n's AI Agent with the node as a tool", () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	it('lets it ask another model and reads the answer', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(['call_1', 'Ask_Llama', { Prompt: 'A word for dog?' }]),
				{ content: 'Hound.' },
				{ content: 'It says: Hound.' },
			),
		});
		const { credential } = fixture;
		const helpers = [chatModel(credential), askLlama(credential)];
		const nodes = [manualTrigger(), agent('Ask Llama'), ...helpers];
		const lines: Line[] = [
			['Start', 'AI Agent'],
			['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
			['Ask Llama', 'AI Agent', 'ai_tool'],
		];
		const execution = await run(n8n, workflow('Tool', nodes, lines));

		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: 'It says: Hound.' }]);
		expect(JSON.stringify(chatBodies(fixture.standIn)[1])).toContain('A word for dog?');
		expect(JSON.stringify(chatBodies(fixture.standIn)[2])).toContain('Hound.');
	});
});
