import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf } from '../../support/runNode';
import { inTurn } from '../../support/script';
import { startStandIn } from '../../../sandbox/standIn';
import { tokenLogprob } from '../../../sandbox/together/shared/tokens';

const LISTS = {
	tokens: ['Hi', '!'],
	token_ids: [1, 2],
	token_logprobs: [-0.1, -0.2],
	top_logprobs: [{ Hello: -2, Hi: -0.1 }, { '!': -0.2 }],
};
const ENTRIES = {
	content: [
		{
			token: 'Hi',
			bytes: [72, 105],
			logprob: -0.1,
			top_logprobs: [
				{ token: 'Hello', logprob: -2 },
				{ token: 'Hi', logprob: -0.1 },
			],
		},
		{ token: '!', logprob: -0.2, top_logprobs: [{ token: '!', logprob: -0.2 }] },
	],
};
const SIMPLE = [
	{
		token: 'Hi',
		logprob: -0.1,
		top: [
			{ token: 'Hi', logprob: -0.1 },
			{ token: 'Hello', logprob: -2 },
		],
	},
	{ token: '!', logprob: -0.2, top: [{ token: '!', logprob: -0.2 }] },
];

describe('log probabilities', () => {
	it.each([
		['parallel lists', LISTS],
		['a list of entries', ENTRIES],
	])('come out in one shape, whether the API gives %s', async (_shape, logprobs) => {
		const standIn = await startStandIn({ intercept: inTurn({ content: 'Hi!', logprobs }) });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { logprobs: 2 } },
		});
		await standIn.close();
		expect(chatBodies(standIn)[0]).toMatchObject({ logprobs: 2, stream: false });
		expect(jsonOf(items)).toMatchObject([{ text: 'Hi!', logprobs: SIMPLE }]);
	});

	it('come out of a stream as well, without the alternatives', async () => {
		const standIn = await startStandIn({ reply: () => 'Hello there!' });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { maxTokens: 3, options: { logprobs: 2 }, requests: { streaming: 'on' } },
		});
		await standIn.close();
		expect(chatBodies(standIn)[0]).toMatchObject({ logprobs: 2, stream: true });
		expect(jsonOf(items)[0]?.logprobs).toEqual(
			['Hello', ' there', '!'].map((token) => ({ token, logprob: tokenLogprob(token) })),
		);
	});

	it('belong to each choice', async () => {
		const standIn = await startStandIn({ reply: (_request, _index, n) => ['One', 'Two'][n] ?? '' });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { logprobs: 1, choices: 2 } },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([
			{ logprobs: [{ token: 'One' }] },
			{ logprobs: [{ token: 'Two' }] },
		]);
	});

	it('stay as the API gives them when the output is not simplified', async () => {
		const standIn = await startStandIn({ intercept: inTurn({ content: 'Hi!', logprobs: LISTS }) });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { simplify: false, options: { logprobs: 2 } },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ choices: [{ logprobs: LISTS }] }]);
	});

	it('are not in the output unless they were asked for', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({ baseUrl: standIn.url });
		await standIn.close();
		expect(jsonOf(items)[0]).not.toHaveProperty('logprobs');
	});
});

describe('the echo', () => {
	it('gives the prompt beside the answer', async () => {
		const standIn = await startStandIn({ reply: () => 'Hi' });
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { echo: true } },
		});
		await standIn.close();
		expect(chatBodies(standIn)[0]).toMatchObject({ echo: true, stream: false });
		expect(jsonOf(items)).toMatchObject([{ text: 'Hi', prompt: 'Hello' }]);
	});

	it('gives it once for several choices', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { echo: true, choices: 2 } },
		});
		await standIn.close();
		expect(jsonOf(items).map(({ prompt }) => prompt)).toEqual(['Hello', undefined]);
	});
});
