import type { IDataObject } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { supplier, type SubNode } from '../../support/subNodes';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { calling, inTurn } from '../../support/script';
import { weatherTool } from '../../support/tools';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

describe('a conversation over several turns', () => {
	let standIn: StandIn;

	afterEach(async () => {
		await standIn.close();
	});

	/** The first turn is written in the form, every further one comes from the output before. */
	async function talk(
		streaming: string,
		turns: string[],
		subNodes: SubNode[] = [],
	): Promise<IDataObject[][]> {
		const options = { includeMessages: true };
		const outputs: IDataObject[][] = [];
		for (const [index, text] of turns.entries()) {
			const before = outputs.at(-1)?.[0];
			const { items } = await runNode({
				baseUrl: standIn.url,
				parameters: {
					options,
					requests: { streaming },
					...(index === 0
						? { messages: userSays(text) }
						: {
								messagesSource: 'json',
								messagesJson:
									'={{ $json.messages.concat([{ role: "user", content: $json.next }]) }}',
							}),
				},
				items: [{ json: { ...before, next: text } }],
				subNodes,
			});
			outputs.push(jsonOf(items));
		}
		return outputs;
	}

	it.each(['on', 'off'])(
		'goes on from the output of the turn before, streaming %s',
		async (streaming) => {
			standIn = await startStandIn({ reply: (_request, index) => `Reply ${index}` });
			const outputs = await talk(streaming, ['One', 'Two', 'Three']);

			const said = [
				{ role: 'user', content: 'One' },
				{ role: 'assistant', content: 'Reply 0' },
				{ role: 'user', content: 'Two' },
				{ role: 'assistant', content: 'Reply 1' },
				{ role: 'user', content: 'Three' },
				{ role: 'assistant', content: 'Reply 2' },
			];
			expect(chatBodies(standIn).map(({ messages }) => messages)).toEqual([
				said.slice(0, 1),
				said.slice(0, 3),
				said.slice(0, 5),
			]);
			expect(outputs.map(([item]) => item?.messages)).toEqual([
				said.slice(0, 2),
				said.slice(0, 4),
				said,
			]);
		},
	);

	it.each(['reasoning', 'reasoning_content'])('sends %s back under its key', async (key) => {
		standIn = await startStandIn({
			intercept: inTurn({ content: 'Hi', [key]: 'A greeting.' }, { content: 'Bye' }),
		});
		await talk('on', ['One', 'Two']);
		expect(chatBodies(standIn)[1]?.messages[1]).toEqual({
			role: 'assistant',
			content: 'Hi',
			[key]: 'A greeting.',
		});
	});

	it('sends the calls of functions back, so that their results can follow', async () => {
		standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'get_weather', { city: 'Paris' }]), { content: 'Sunny.' }),
		});
		await talk('on', ['One', 'Two']);
		expect(chatBodies(standIn)[1]?.messages[1]).toEqual({
			role: 'assistant',
			content: null,
			tool_calls: [
				{
					id: 'c1',
					type: 'function',
					function: { name: 'get_weather', arguments: '{"city":"Paris"}' },
				},
			],
		});
	});

	it.each(['', ' \n'])('goes on after an answer that says nothing: %j', async (content) => {
		standIn = await startStandIn({
			intercept: inTurn({ content, reasoning: 'Hm' }, { content: 'Bye' }),
		});
		const outputs = await talk('on', ['One', 'Two']);
		expect(outputs[1]).toMatchObject([{ text: 'Bye' }]);
	});

	it('goes on after a tool that gave nothing', async () => {
		standIn = await startStandIn({
			intercept: inTurn(
				calling(['c1', 'weather', { city: 'Paris' }]),
				{ content: 'Nobody knows.' },
				{ content: 'Bye' },
			),
		});
		const silent = supplier('ai_tool', () => weatherTool('weather', () => Promise.resolve('')));
		const outputs = await talk('on', ['One', 'Two'], [silent]);
		expect(outputs[1]).toMatchObject([{ text: 'Bye' }]);
		expect(chatBodies(standIn)[2]?.messages[2]).toEqual({
			role: 'tool',
			tool_call_id: 'c1',
			content: '',
		});
	});

	it('is not part of the output unless it was asked for', async () => {
		standIn = await startStandIn();
		const { items } = await runNode({ baseUrl: standIn.url });
		expect(jsonOf(items)[0]).not.toHaveProperty('messages');
	});

	it('is beside the raw answer when the output is not simplified', async () => {
		standIn = await startStandIn({ reply: () => 'Hi' });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { simplify: false, options: { includeMessages: true } },
		});
		expect(jsonOf(items)).toMatchObject([
			{
				object: 'chat.completion',
				messages: [
					{ role: 'user', content: 'Hello' },
					{ role: 'assistant', content: 'Hi' },
				],
			},
		]);
	});
});
