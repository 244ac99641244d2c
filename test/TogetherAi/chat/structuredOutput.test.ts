import type { INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

const SCHEMA = {
	title: 'Place',
	type: 'object',
	properties: { city: { type: 'string' }, people: { type: 'integer' } },
	required: ['city', 'people'],
};
const EXAMPLE_SCHEMA = {
	type: 'object',
	properties: { city: { type: 'string' }, rivers: { type: 'array', items: { type: 'string' } } },
	required: ['city', 'rivers'],
	additionalProperties: false,
};

const WITH_SCHEMA = { responseFormat: 'jsonSchema', jsonSchema: JSON.stringify(SCHEMA) };
const WITH_EXAMPLE = {
	responseFormat: 'jsonSchema',
	jsonSchemaType: 'fromJson',
	jsonSchemaExample: '{"city": "Rome", "rivers": ["Tiber"]}',
};

interface Format {
	name: string;
	parameters: INodeParameters;
	sent: object;
	instruction: string | undefined;
	text: string;
	data: unknown;
}

const FORMATS: Format[] = [
	{
		name: 'a JSON object',
		parameters: { responseFormat: 'jsonObject' },
		sent: { type: 'json_object' },
		instruction: 'Answer only with a JSON object.',
		text: '{"answer":"The capital of France is Paris."}',
		data: { answer: 'The capital of France is Paris.' },
	},
	{
		name: 'a JSON Schema',
		parameters: WITH_SCHEMA,
		sent: { type: 'json_schema', json_schema: { name: 'Place', schema: SCHEMA } },
		instruction: `Answer only with JSON that fits this JSON Schema: ${JSON.stringify(SCHEMA)}`,
		text: '{"city":"France","people":1}',
		data: { city: 'France', people: 1 },
	},
	{
		name: 'a JSON example',
		parameters: WITH_EXAMPLE,
		sent: { type: 'json_schema', json_schema: { name: 'answer', schema: EXAMPLE_SCHEMA } },
		instruction: `Answer only with JSON that fits this JSON Schema: ${JSON.stringify(EXAMPLE_SCHEMA)}`,
		text: '{"city":"France","rivers":["France"]}',
		data: { city: 'France', rivers: ['France'] },
	},
	{
		name: 'a pattern',
		parameters: { responseFormat: 'regex', regexPattern: '(yes|no)' },
		sent: { type: 'regex', pattern: '(yes|no)' },
		instruction: undefined,
		text: 'yes',
		data: undefined,
	},
];

const QUESTION = userSays('What is the capital of France?');

describe('structured output', () => {
	let standIn: StandIn;

	beforeEach(async () => {
		standIn = await startStandIn();
	});

	afterEach(async () => {
		await standIn.close();
	});

	describe.each(['on', 'off'])('with streaming %s', (streaming) => {
		it.each(FORMATS)('asks for $name, and gives what came of it', async (format) => {
			const { items } = await runNode({
				baseUrl: standIn.url,
				parameters: { messages: QUESTION, ...format.parameters, requests: { streaming } },
			});

			const [body] = chatBodies(standIn);
			expect(body?.response_format).toEqual(format.sent);
			const question = { role: 'user', content: 'What is the capital of France?' };
			expect(body?.messages).toEqual([
				...(format.instruction ? [{ role: 'system', content: format.instruction }] : []),
				question,
			]);
			const [item] = jsonOf(items);
			expect(item).toMatchObject({ text: format.text, finishReason: 'stop' });
			expect(item?.data).toEqual(format.data);
		});
	});

	it('adds what it tells the model to the system message of the form', async () => {
		const messages = {
			values: [
				{ role: 'system', content: 'You know geography.' },
				{ role: 'user', content: 'Paris?' },
			],
		};
		await runNode({
			baseUrl: standIn.url,
			parameters: { messages, responseFormat: 'jsonObject' },
		});
		expect(chatBodies(standIn)[0]?.messages).toEqual([
			{ role: 'system', content: 'You know geography.\n\nAnswer only with a JSON object.' },
			{ role: 'user', content: 'Paris?' },
		]);
	});

	it.each([{ responseFormat: 'jsonObject' }, WITH_SCHEMA, WITH_EXAMPLE])(
		'tells the model nothing when that is switched off: %j',
		async (format) => {
			const { items } = await runNode({
				baseUrl: standIn.url,
				parameters: { messages: userSays('Paris?'), ...format, describeSchema: false },
			});
			expect(chatBodies(standIn)[0]?.messages).toEqual([{ role: 'user', content: 'Paris?' }]);
			expect(jsonOf(items)[0]).toHaveProperty('data');
		},
	);

	it('takes a schema of its own from each item', async () => {
		const schemaOf = (name: string) => ({
			type: 'object',
			properties: { [name]: { type: 'string' } },
			required: [name],
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				messages: userSays('Where is Paris?'),
				responseFormat: 'jsonSchema',
				jsonSchema: '={{ $json.schema }}',
			},
			items: ['city', 'town'].map((name) => ({ json: { schema: schemaOf(name) } })),
		});
		expect(jsonOf(items).map(({ data }) => data)).toEqual([{ city: 'Paris' }, { town: 'Paris' }]);
	});

	it('gives the data of each choice', async () => {
		const replies = ['{"n":1}', '{"n":2}', '{"n":3}'];
		const counting = await startStandIn({ reply: (_request, _index, n) => replies[n] ?? '' });
		const { items } = await runNode({
			baseUrl: counting.url,
			parameters: { responseFormat: 'jsonObject', options: { choices: 3 } },
		});
		await counting.close();
		expect(jsonOf(items).map(({ data }) => data)).toEqual([{ n: 1 }, { n: 2 }, { n: 3 }]);
	});

	it('leaves the conversation for the next turn without what was said for the format', async () => {
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				messages: userSays('Paris?'),
				responseFormat: 'jsonObject',
				options: { includeMessages: true },
			},
		});
		const [item] = jsonOf(items);
		expect(item?.messages).toEqual([
			{ role: 'user', content: 'Paris?' },
			{ role: 'assistant', content: item?.text },
		]);
	});
});
