import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { inTurn } from '../../support/script';
import { startStandIn } from '../../../sandbox/standIn';

const THOUGHT = 'The user wrote "Hello". A short friendly answer will do.';
const GREETING = 'Happy to help! You wrote: "Hello". A real model would now answer that.';

const model = (value: string) => ({ __rl: true, mode: 'id', value });

describe.each(['on', 'off'])('reasoning, streaming %s', (streaming) => {
	const requests = { streaming };

	it.each([
		['reasoning', 'openai/gpt-oss-120b'],
		['reasoning_content', 'moonshotai/Kimi-K3'],
	])('comes beside the text where the API gives it as %s', async (key, id) => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { model: model(id), options: { includeMessages: true }, requests },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([
			{
				text: GREETING,
				reasoning: THOUGHT,
				tokenUsage: { promptTokens: 2, completionTokens: 32, reasoningTokens: 13 },
				messages: [
					{ role: 'user', content: 'Hello' },
					{ role: 'assistant', content: GREETING, [key]: THOUGHT },
				],
			},
		]);
	});

	it('is separated from the text where it comes in think tags', async () => {
		const standIn = await startStandIn({
			intercept: inTurn({ content: '<think>\nLet me see.\n</think>\n\nHello!' }),
		});
		const { items } = await runNode({ baseUrl: standIn.url, parameters: { requests } });
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ text: 'Hello!', reasoning: 'Let me see.' }]);
	});

	it('that never ended in think tags leaves an empty text', async () => {
		const standIn = await startStandIn({
			intercept: inTurn({ content: '<think>Let me', finishReason: 'length' }),
		});
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: { requests },
		});
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([
			{ text: '', reasoning: 'Let me', finishReason: 'length' },
		]);
		expect(hints).toMatchObject([
			{
				message:
					'The reply is empty: reasoning used up Max Tokens. Raise Max Tokens, or lower or turn off reasoning in the options.',
				type: 'warning',
				location: 'outputPane',
			},
		]);
	});

	it('that used up Max Tokens is told apart from a text that was cut off', async () => {
		const standIn = await startStandIn();
		const { items, hints } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				model: model('openai/gpt-oss-120b'),
				maxTokens: '={{ $json.room }}',
				requests,
			},
			items: [3, 13, 20, 2048].map((room) => ({ json: { room } })),
		});
		await standIn.close();
		expect(jsonOf(items).map(({ text, finishReason }) => [text === '', finishReason])).toEqual([
			[true, 'length'],
			[true, 'length'],
			[false, 'length'],
			[false, 'stop'],
		]);
		expect(hints.map(({ message }) => message)).toEqual([
			'2 of 4 replies are empty: reasoning used up Max Tokens. Raise Max Tokens, or lower or turn off reasoning in the options.',
			'1 of 4 replies was cut off at Max Tokens. Raise Max Tokens to get the whole text.',
		]);
	});
});

describe('the option Reasoning', () => {
	it.each([
		{ choice: 'on', sent: { enabled: true }, thinks: true },
		{ choice: 'off', sent: { enabled: false }, thinks: false },
		{ choice: 'default', sent: undefined, thinks: true },
	])('$choice sends $sent', async ({ choice, sent, thinks }) => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { model: model('moonshotai/Kimi-K3'), options: { reasoning: choice } },
		});
		await standIn.close();
		const [body] = chatBodies(standIn);
		expect(body?.reasoning).toEqual(sent);
		expect(body && 'reasoning' in body).toBe(sent !== undefined);
		expect('reasoning' in (jsonOf(items)[0] ?? {})).toBe(thinks);
	});

	it.each(['low', 'medium', 'high', 'max', 'xhigh', 'quite some'])(
		'has the effort %s, sent as it was typed',
		async (reasoningEffort) => {
			const standIn = await startStandIn();
			await runNode({
				baseUrl: standIn.url,
				parameters: { messages: userSays('Think'), options: { reasoningEffort } },
			});
			await standIn.close();
			expect(chatBodies(standIn)[0]?.reasoning_effort).toBe(reasoningEffort);
		},
	);
});
