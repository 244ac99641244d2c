import { standInFor, chatBodies, type Fixture } from '../helpers/fixture';
import { agent, calculator, chatModel, manualTrigger } from '../helpers/nodes';
import { PIXEL } from '../helpers/pixel';
import { calling, failing, inTurn, TOKENS } from '../helpers/script';
import { run } from '../server/client';
import { itemsOf } from '../server/execution';
import { node, workflow, type CanvasNode, type Line } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

describe("n8n's AI Agent with the chat model", () => {
	const n8n = sharedN8n();
	let fixture: Fixture;

	afterEach(async () => {
		await fixture.standIn.close();
	});

	const withModel: Line[] = [
		['Start', 'AI Agent'],
		['Together AI Chat Model', 'AI Agent', 'ai_languageModel'],
	];

	const withCalculator: Line[] = [...withModel, ['Calculator', 'AI Agent', 'ai_tool']];

	function asking(text: string, model: CanvasNode, lines = withCalculator) {
		const nodes = [manualTrigger(), agent(text), model];
		const isUsed = lines.some(([from]) => from === 'Calculator');
		return workflow('Agent', isUsed ? [...nodes, calculator()] : nodes, lines);
	}

	it('calls a tool, survives a 503 on the way and tells its tokens', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				failing(503),
				calling(['call_1', 'Calculator', { input: '6 * 7' }]),
				failing(503),
				{ content: 'It is 42.' },
			),
		});
		const execution = await run(n8n, asking('What is 6 times 7?', chatModel(fixture.credential)));

		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: 'It is 42.' }]);
		const bodies = chatBodies(fixture.standIn);
		expect(bodies).toHaveLength(4);
		expect(bodies[3]?.['messages']).toContainEqual(
			expect.objectContaining({
				role: 'tool',
				content: '[{"response":"42"}]',
				tool_call_id: 'call_1',
			}),
		);
		const [answer] = itemsOf(execution, 'Together AI Chat Model', { port: 'ai_languageModel' });
		expect(answer?.['tokenUsage']).toEqual(TOKENS);
	});

	it('calls tools side by side', async () => {
		fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(
					['call_1', 'Calculator', { input: '1 + 1' }],
					['call_2', 'Calculator', { input: '2 + 2' }],
				),
				{ content: '2 and 4' },
			),
		});
		const execution = await run(n8n, asking('1+1? 2+2?', chatModel(fixture.credential)));

		expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: '2 and 4' }]);
		expect(chatBodies(fixture.standIn)[1]?.['messages']).toEqual(
			expect.arrayContaining([
				expect.objectContaining({
					role: 'tool',
					content: '[{"response":"2"}]',
					tool_call_id: 'call_1',
				}),
				expect.objectContaining({
					role: 'tool',
					content: '[{"response":"4"}]',
					tool_call_id: 'call_2',
				}),
			]),
		);
	});

	it('passes an image on', async () => {
		fixture = await standInFor(n8n, { intercept: inTurn({ content: 'A red dot.' }) });
		const picture = {
			operation: 'toBinary',
			sourceProperty: 'picture',
			options: { mimeType: 'image/png' },
		};
		const nodes = [
			manualTrigger(),
			node(
				'Set',
				'n8n-nodes-base.set',
				{ mode: 'raw', jsonOutput: `{"picture":"${PIXEL}"}` },
				{ typeVersion: 3.4 },
			),
			node('File', 'n8n-nodes-base.convertToFile', picture, { typeVersion: 1.1 }),
			agent('What is this?', { passthroughBinaryImages: true }),
			chatModel(fixture.credential),
		];
		const lines: Line[] = [
			['Start', 'Set'],
			['Set', 'File'],
			['File', 'AI Agent'],
			...withModel.slice(1),
		];
		const execution = await run(n8n, workflow('Picture', nodes, lines));

		expect(execution.error).toBeUndefined();
		expect(itemsOf(execution, 'AI Agent')).toEqual([{ output: 'A red dot.' }]);
		expect(JSON.stringify(chatBodies(fixture.standIn)[0])).toContain(
			`data:image/png;base64,${PIXEL}`,
		);
	});

	it('says what the server said when nothing helps', async () => {
		fixture = await standInFor(n8n, { intercept: inTurn(failing(402)) });
		const execution = await run(n8n, asking('Hello?', chatModel(fixture.credential), withModel));

		expect(execution.status).toBe('error');
		expect(JSON.stringify(execution.error)).toContain('Add credit');
		expect(chatBodies(fixture.standIn)).toHaveLength(1);
	});
});
