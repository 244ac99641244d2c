import type { IDataObject, INodeParameters, OnError } from 'n8n-workflow';

import { jsonOf, runNode } from '../support/runNode';
import { startStandIn, type StandIn } from '../../sandbox/standIn';

interface BadInput {
	name: string;
	/** Set for the middle one of three items. */
	bad: IDataObject;
	/** The parameter, filled from the item. */
	parameters: INodeParameters;
	good: IDataObject;
	message: string;
	field: string;
}

const json = (parameters: INodeParameters): INodeParameters => ({
	messagesSource: 'json',
	...parameters,
});

const CONTENT = { messages: { values: [{ role: 'user', content: '={{ $json.value }}' }] } };
const MESSAGES = json({ messagesJson: '={{ $json.value }}' });
const GOOD_MESSAGES = { value: [{ role: 'user', content: 'Hi' }] };

const BAD_INPUTS: BadInput[] = [
	{
		name: 'empty content',
		parameters: CONTENT,
		good: { value: 'Hi' },
		bad: { value: ' ' },
		field: 'Messages',
		message: 'Messages has no content in message 1',
	},
	...['Number($json.value)', 'new Date($json.value)'].map((given) => ({
		name: `content that is no text: ${given}`,
		parameters: { messages: { values: [{ role: 'user', content: `={{ ${given} }}` }] } },
		good: { value: '2024' },
		bad: { value: 'abc' },
		field: 'Messages',
		message: 'Messages has a content that cannot be sent as text in message 1',
	})),
	{
		name: 'a role the API does not know',
		parameters: { messages: { values: [{ role: '={{ $json.value }}', content: 'Hi' }] } },
		good: { value: 'user' },
		bad: { value: 'robot' },
		field: 'Messages',
		message: 'Messages has a role the API does not know in message 1: "robot"',
	},
	{
		name: 'JSON messages that are not a list',
		parameters: MESSAGES,
		good: GOOD_MESSAGES,
		bad: { value: { role: 'user', content: 'Hi' } },
		field: 'Messages (JSON)',
		message: 'Messages (JSON) must be a list of messages',
	},
	{
		name: 'JSON messages that are not JSON',
		parameters: MESSAGES,
		good: GOOD_MESSAGES,
		bad: { value: '[{"role": ' },
		field: 'Messages (JSON)',
		message: 'Messages (JSON) is not valid JSON',
	},
	{
		name: 'an empty list of JSON messages',
		parameters: MESSAGES,
		good: GOOD_MESSAGES,
		bad: { value: [] },
		field: 'Messages (JSON)',
		message: 'Messages (JSON) has no message',
	},
	{
		name: 'a JSON message that is a text',
		parameters: MESSAGES,
		good: GOOD_MESSAGES,
		bad: { value: [{ role: 'user', content: 'Hi' }, 'Hello'] },
		field: 'Messages (JSON)',
		message: 'must hold objects with role and content, but message 2 is "Hello"',
	},
	...['hot', '', null, 2.1, -0.1, {}].map((value) => ({
		name: `temperature ${JSON.stringify(value)}`,
		parameters: { temperature: '={{ $json.value }}' },
		good: { value: 1 },
		bad: { value },
		field: 'Temperature',
		message: 'Temperature must be',
	})),
	...['many', 0, -5, 1.5].map((value) => ({
		name: `max tokens ${JSON.stringify(value)}`,
		parameters: { maxTokens: '={{ $json.value }}' },
		good: { value: 100 },
		bad: { value },
		field: 'Max Tokens',
		message: 'Max Tokens must be',
	})),
	{
		name: 'an empty model',
		parameters: { model: { __rl: true, mode: 'id', value: '={{ $json.value }}' } },
		good: { value: 'openai/gpt-oss-120b' },
		bad: { value: '' },
		field: 'Model',
		message: 'Model is empty',
	},
	{
		name: 'an option out of range',
		parameters: { options: { topP: '={{ $json.value }}' } },
		good: { value: 0.5 },
		bad: { value: 1.5 },
		field: 'Top P',
		message: 'Top P must be from 0 to 1, but is 1.5',
	},
	{
		name: 'an extra body that is not an object',
		parameters: { options: { extraBody: '={{ $json.value }}' } },
		good: { value: '{}' },
		bad: { value: '[1]' },
		field: 'Extra Body',
		message: 'Extra Body must be a JSON object, but is a list',
	},
];

describe('bad input', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	const run = async ({ parameters, good, bad }: BadInput, onError?: OnError) =>
		await runNode({
			baseUrl: standIn.url,
			parameters,
			input: [good, bad, good],
			...(onError && { onError }),
		});

	describe.each(BAD_INPUTS)('$name', (badInput) => {
		it('fails its own item, and no request is sent for it', async () => {
			const { items } = await run(badInput, 'continueRegularOutput');

			expect(items.map(({ pairedItem }) => pairedItem)).toEqual([
				{ item: 0 },
				{ item: 1 },
				{ item: 2 },
			]);
			const outputs = jsonOf(items);
			expect(outputs.map(({ error }) => error !== undefined)).toEqual([false, true, false]);
			expect(outputs[1]?.error).toContain(badInput.message);
			expect(outputs[1]?.details).toEqual({ field: badInput.field, attempts: 0 });
			expect(standIn.requests).toHaveLength(2);
		});

		it('goes to the error output with the fields of its item', async () => {
			const { outputs } = await run(badInput, 'continueErrorOutput');

			expect(outputs.map((items) => items.length)).toEqual([2, 1]);
			const [failed] = jsonOf(outputs[1] ?? []);
			expect(failed?.error).toContain(badInput.message);
			expect(failed).toMatchObject(badInput.bad);
		});

		it('stops the run, naming field and item', async () => {
			const { status, error } = await run(badInput);

			expect(status).toBe('error');
			expect(error?.message).toContain(badInput.message);
			expect(error).toMatchObject({
				context: { itemIndex: 1, details: { field: badInput.field } },
			});
		});
	});
});
