import { jsonOf, runNode, userSays } from '../support/runNode';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

/** The two requests of https://docs.together.ai/docs/inference-rest, to the letter of their parameters. */
const MODEL = 'togethercomputer/RedPajama-INCITE-7B-Instruct';
const PARAMETERS = {
	model: { __rl: true, mode: 'id', value: MODEL },
	messages: userSays('Q: The capital of France is?\nA:'),
	temperature: 0.8,
	maxTokens: 1,
};

describe("the REST tutorial's requests", () => {
	let standIn: StandIn;

	afterEach(async () => {
		await standIn.close();
	});

	it('asks for one token and gets its answer, cut off, with the tutorial’s usage', async () => {
		standIn = await startStandIn();
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...PARAMETERS, requests: { streaming: 'off' } },
		});

		expect(standIn.requests.map(({ body }) => body)).toEqual([
			{
				model: MODEL,
				messages: [{ role: 'user', content: 'Q: The capital of France is?\nA:' }],
				temperature: 0.8,
				max_tokens: 1,
				stream: false,
			},
		]);
		expect(jsonOf(items)).toMatchObject([
			{
				text: 'A',
				finishReason: 'length',
				model: MODEL,
				tokenUsage: { promptTokens: 12, completionTokens: 1, totalTokens: 13 },
			},
		]);
		expect(hints).toHaveLength(1);
	});

	it('gets the same answer streamed', async () => {
		standIn = await startStandIn();
		const { items } = await runNode({ baseUrl: standIn.url, parameters: PARAMETERS });

		expect(standIn.requests[0]?.body).toMatchObject({
			stream: true,
			stream_options: { include_usage: true },
		});
		expect(jsonOf(items)).toMatchObject([
			{ text: 'A', finishReason: 'length', tokenUsage: { totalTokens: 13 } },
		]);
	});

	describe.each(['legacy', 'legacyText'] as const)(
		'in the older stream shape (%s)',
		(streamShape) => {
			it('puts 25 tokens together without losing a space', async () => {
				const words = Array.from({ length: 40 }, (_, index) => `word${index}`).join('  ');
				standIn = await startStandIn({ streamShape, reply: () => ` ${words}` });
				const { items } = await runNode({
					baseUrl: standIn.url,
					parameters: { ...PARAMETERS, maxTokens: 25 },
				});

				const [item] = jsonOf(items);
				expect(item).toMatchObject({
					finishReason: 'length',
					tokenUsage: { completionTokens: 25 },
				});
				const text = item?.text as string;
				expect(` ${words}`.startsWith(text)).toBe(true);
				expect(text).toMatch(/^ word0 {2}word1 {2}word2/);
			});
		},
	);
});
