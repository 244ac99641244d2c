import { runNode, jsonOf } from '../../support/runNode';
import { startStandIn } from '../../../sandbox/standIn';

describe.each(['on', 'off'])('several choices, streaming %s', (streaming) => {
	it('become an item each, paired to their input, with the tokens on the first only', async () => {
		const standIn = await startStandIn({ reply: (_request, _index, n) => `Answer ${n}` });
		const { items, metadata } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { choices: 3 }, requests: { streaming } },
			items: [{ json: {} }, { json: {} }],
		});
		await standIn.close();

		const tokenUsage = {
			promptTokens: 2,
			completionTokens: 9,
			totalTokens: 11,
			cachedTokens: 0,
		};
		const rest = {
			finishReason: 'stop',
			model: 'meta-llama/Llama-3.3-70B-Instruct-Turbo',
			id: expect.any(String) as unknown,
		};
		const answers = (item: number) =>
			[0, 1, 2].map((choiceIndex) => ({
				json: {
					text: `Answer ${choiceIndex}`,
					choiceIndex,
					...rest,
					...(choiceIndex === 0 && { tokenUsage }),
				},
				pairedItem: { item },
			}));
		expect(items).toEqual([...answers(0), ...answers(1)]);
		expect(metadata?.tokenUsage).toEqual({ inputTokens: 4, outputTokens: 18 });
	});

	it('count one by one in the hint about replies that were cut off', async () => {
		const standIn = await startStandIn({
			reply: (_request, _index, n) => (n === 0 ? 'Short' : 'A good deal longer'),
		});
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { maxTokens: 3, options: { choices: 3 }, requests: { streaming } },
		});
		await standIn.close();
		expect(jsonOf(items).map(({ text, finishReason }) => [text, finishReason])).toEqual([
			['Short', 'stop'],
			['A good deal', 'length'],
			['A good deal', 'length'],
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			'2 of 3 replies were cut off at Max Tokens. Raise Max Tokens to get the whole text.',
		]);
	});

	it('stay one item when the output is not simplified', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { simplify: false, options: { choices: 2 }, requests: { streaming } },
		});
		await standIn.close();
		expect(items).toHaveLength(1);
		expect(jsonOf(items)).toMatchObject([{ choices: [{ index: 0 }, { index: 1 }] }]);
	});
});
