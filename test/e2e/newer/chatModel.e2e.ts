import { chatBodies, standInFor, type Fixture } from '../helpers/fixture';
import { agent, chatModel, manualTrigger, openModel } from '../helpers/nodes';
import { inTurn } from '../helpers/script';
import { run } from '../server/client';
import { itemsOf } from '../server/execution';
import { workflow, type Line } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

describe('the chat model', () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	it('understands a server that does not say whose words it streams', async () => {
		const answer = { reasoning: 'Let me think.', content: 'Done.', hasNoRole: true };
		fixture = await standInFor(n8n, { intercept: inTurn(answer, answer) });
		const [, streamed] = itemsOf(await run(n8n, openModel(fixture.credential)), 'Look inside');

		expect(streamed).toMatchObject({ content: 'Done.', reasoning: 'Let me think.' });
	});

	it('keeps what the model thought', async () => {
		const answer = { reasoning: 'Let me think.', content: 'Done.' };
		fixture = await standInFor(n8n, { intercept: inTurn(answer, answer) });
		const [whole, streamed] = itemsOf(await run(n8n, openModel(fixture.credential)), 'Look inside');

		expect(whole).toMatchObject({ content: 'Done.', reasoning: 'Let me think.' });
		expect(streamed).toMatchObject({ content: 'Done.', reasoning: 'Let me think.' });
	});

	it('sends every sampling option it was given', async () => {
		fixture = await standInFor(n8n, { intercept: inTurn({ content: 'Yes.' }) });
		const options = { topK: 40, minP: 0.1, seed: 7, stop: ['###'], repetitionPenalty: 1.1 };
		const model = chatModel(fixture.credential, { maxTokens: 99, temperature: 0.1, options });
		const nodes = [manualTrigger(), agent('Really?'), model];
		const lines: Line[] = [
			['Start', 'AI Agent'],
			[model.name, 'AI Agent', 'ai_languageModel'],
		];
		await run(n8n, workflow('Options', nodes, lines));

		expect(chatBodies(fixture.standIn)[0]).toMatchObject({
			...{ top_k: 40, min_p: 0.1, seed: 7, stop: ['###'], repetition_penalty: 1.1 },
			...{ max_tokens: 99, temperature: 0.1 },
		});
	});
});
