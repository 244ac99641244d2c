import { runModel, type UseModel } from './useModel';
import { startStandIn } from '../../sandbox/standIn';
import { answerWith, DEEP, type Parts } from '../faults/deepAnswers';

const LEVELS = 100_000;

const invoke: UseModel = async (model) => ({
	text: (await model.invoke('Hello')).content as string,
});

const stream: UseModel = async (model) => {
	let text = '';
	for await (const { content } of await model.stream('Hello')) text += content as string;
	return { text };
};

const PLACES: Array<[string, Parts]> = [
	['log probabilities', { choice: { logprobs: { content: [DEEP] } } }],
	['the usage', { usage: { odd: DEEP } }],
	['the message', { message: { odd: DEEP } }],
];

describe.each([
	['invoked', invoke],
	['streamed', stream],
])('the chat model, %s, leaves out what is nested too deeply in', (_how, use) => {
	it.each(PLACES)('%s', async (_place, parts) => {
		const standIn = await startStandIn({
			intercept: (exchange) => {
				answerWith(exchange, { ...parts, message: { content: 'Hi', ...parts.message } }, LEVELS);
				return true;
			},
		});
		const { items, error } = await runModel(standIn.url, use);
		await standIn.close();
		expect(error).toBeUndefined();
		expect(items[0]?.json).toEqual({ text: 'Hi' });
		expect(standIn.requests).toHaveLength(1);
	});
});
