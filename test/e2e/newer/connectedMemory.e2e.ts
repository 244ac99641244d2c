import { openChat } from '../helpers/chat';
import { chatBodies, conversationOf, standInFor } from '../helpers/fixture';
import * as nodes from '../helpers/nodes';
import { calling, inTurn } from '../helpers/script';
import { latestExecution } from '../server/client';
import { itemsOf } from '../server/execution';
import { workflow } from '../server/workflow';
import { sharedN8n } from '../setup/shared';

describe('the node with a connected memory', () => {
	const n8n = sharedN8n();

	it('reads it before and writes it after, from one execution to the next', async () => {
		const fixture = await standInFor(n8n, {
			intercept: inTurn(
				calling(['call_1', 'Calculator', { input: '6 * 7' }]),
				{ content: 'It is 42.', reasoning: 'Six times seven.' },
				{ content: 'I said 42.' },
			),
		});
		const ours = nodes.togetherAi(fixture.credential, '={{ $json.chatInput }}');
		const all = [nodes.chatTrigger(), ours, nodes.calculator(), nodes.memory()];
		const data = workflow('Memory', all, [
			['Chat', ours.name],
			['Calculator', ours.name, 'ai_tool'],
			['Simple Memory', ours.name, 'ai_memory'],
		]);
		const chat = await openChat(n8n, data);
		await chat.say('6 times 7?');
		const first = await latestExecution(n8n, chat.saved);
		await chat.say('What did you say?');
		await fixture.standIn.close();

		expect(chatBodies(fixture.standIn).map(conversationOf)).toEqual([
			[['user', '6 times 7?']],
			[['user', '6 times 7?']],
			[
				['user', '6 times 7?'],
				['assistant', 'It is 42.'],
				['user', 'What did you say?'],
			],
		]);
		expect(
			[0, 1].map((at) => itemsOf(first, 'Simple Memory', { port: 'ai_memory', run: at })),
		).toMatchObject([
			[{ action: 'loadMemoryVariables', chatHistory: [] }],
			[
				{
					action: 'saveContext',
					chatHistory: [
						{ kwargs: { content: '6 times 7?' } },
						{ kwargs: { content: 'It is 42.' } },
					],
				},
			],
		]);
	});
});
