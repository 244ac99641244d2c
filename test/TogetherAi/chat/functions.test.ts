import type { INodeParameters } from 'n8n-workflow';

import { chatBodies } from '../../support/chatRequests';
import { runNode, jsonOf, userSays } from '../../support/runNode';
import { calling, inTurn } from '../../support/script';
import { startStandIn } from '../../../sandbox/standIn';

const CITY = { type: 'object', properties: { city: { type: 'string' } }, required: ['city'] };
const WEATHER = {
	name: 'get_weather',
	description: 'The weather of a city',
	parameters: JSON.stringify(CITY),
};
const TIME = { name: 'get_time', description: '', parameters: '{}' };

const SENT = [
	{
		type: 'function',
		function: { name: 'get_weather', description: 'The weather of a city', parameters: CITY },
	},
	{
		type: 'function',
		function: { name: 'get_time', parameters: { type: 'object', properties: {} } },
	},
];

const FUNCTIONS: INodeParameters = { functions: { values: [WEATHER, TIME] } };

describe.each(['on', 'off'])('functions of the form, streaming %s', (streaming) => {
	const requests = { streaming };

	it('are offered to the model, and its call comes out parsed', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { messages: userSays('How warm is Paris?'), ...FUNCTIONS, requests },
		});
		await standIn.close();

		const [body] = chatBodies(standIn);
		expect(body?.tools).toEqual(SENT);
		expect(body).not.toHaveProperty('tool_choice');
		expect(jsonOf(items)).toMatchObject([
			{
				text: '',
				finishReason: 'tool_calls',
				toolCalls: [
					{
						id: expect.stringMatching(/^call_/) as unknown,
						name: 'get_weather',
						arguments: { city: 'Paris' },
					},
				],
			},
		]);
		expect(chatBodies(standIn)).toHaveLength(1);
	});

	it('may be called several at a time', async () => {
		const standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'get_weather', { city: 'Paris' }], ['c2', 'get_time', {}])),
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...FUNCTIONS, requests },
		});
		await standIn.close();
		expect(jsonOf(items)[0]?.toolCalls).toEqual([
			{ id: 'c1', name: 'get_weather', arguments: { city: 'Paris' } },
			{ id: 'c2', name: 'get_time', arguments: {} },
		]);
	});

	it('may be called with arguments that are not JSON, which is told beside them', async () => {
		const standIn = await startStandIn({
			intercept: inTurn(calling(['c1', 'get_weather', '{"city": Paris}'])),
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...FUNCTIONS, requests },
		});
		await standIn.close();
		expect(jsonOf(items)[0]?.toolCalls).toEqual([
			{
				id: 'c1',
				name: 'get_weather',
				arguments: '{"city": Paris}',
				argumentsError: 'The model wrote arguments that are not valid JSON',
			},
		]);
	});
});

describe('the tool choice', () => {
	it.each([
		{ options: { toolChoice: 'auto' }, sent: 'auto', called: 'get_weather' },
		{ options: { toolChoice: 'required' }, sent: 'required', called: 'get_weather' },
		{ options: { toolChoice: 'none' }, sent: 'none', called: undefined },
		{
			options: { toolChoice: 'function', toolChoiceFunction: 'get_time' },
			sent: { type: 'function', function: { name: 'get_time' } },
			called: 'get_time',
		},
	])('$options is sent as $sent', async ({ options, sent, called }) => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { ...FUNCTIONS, options },
		});
		await standIn.close();
		expect(chatBodies(standIn)[0]?.tool_choice).toEqual(sent);
		const [item] = jsonOf(items);
		if (called) expect(item?.toolCalls).toMatchObject([{ name: called }]);
		else expect(item).not.toHaveProperty('toolCalls');
	});

	it('asks for functions or tools when there are none to call', async () => {
		const standIn = await startStandIn();
		const { error } = await runNode({
			baseUrl: standIn.url,
			parameters: { options: { toolChoice: 'required' } },
		});
		await standIn.close();
		expect(error?.message).toBe(
			'Tool Choice asks for a call, but there is no function or tool to call',
		);
		expect(standIn.requests).toEqual([]);
	});
});

describe('functions with a mistake', () => {
	it.each([
		{
			name: 'a name with a dash',
			parameters: { functions: { values: [{ ...TIME, name: 'get-time' }] } },
			message:
				'Functions has a name the API does not take in function 1. Use letters, digits and underscores, beginning with a letter or underscore.',
		},
		{
			name: 'no name',
			parameters: { functions: { values: [WEATHER, { ...TIME, name: '' }] } },
			message:
				'Functions has a name the API does not take in function 2. Use letters, digits and underscores, beginning with a letter or underscore.',
		},
		{
			name: 'one name twice',
			parameters: { functions: { values: [TIME, TIME] } },
			message: 'Functions has the name get_time twice.',
		},
		{
			name: 'parameters that are not JSON',
			parameters: { functions: { values: [{ ...TIME, parameters: '{"type"' }] } },
			message: 'Functions, parameters of get_time, is not valid JSON (at position 7).',
		},
		{
			name: 'a choice that is not offered',
			parameters: {
				...FUNCTIONS,
				options: { toolChoice: 'function', toolChoiceFunction: 'send_mail' },
			},
			message: 'Function to Call is not one of get_weather, get_time.',
		},
	])('fail before anything is sent: $name', async ({ parameters, message }) => {
		const standIn = await startStandIn();
		const run = { baseUrl: standIn.url, parameters };
		const { items } = await runNode({ ...run, onError: 'continueRegularOutput' });
		const { status } = await runNode(run);
		await standIn.close();
		expect(jsonOf(items)).toMatchObject([{ error: message, details: { attempts: 0 } }]);
		expect(status).toBe('error');
		expect(standIn.requests).toEqual([]);
	});
});
