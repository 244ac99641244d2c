import type { INodeParameters } from 'n8n-workflow';

import { supplier } from '../../support/subNodes';
import { runNode, jsonOf } from '../../support/runNode';
import { weatherTool } from '../../support/tools';
import { startStandIn } from '../../../sandbox/standIn';

const FUNCTION = { functions: { values: [{ name: 'f', parameters: '{}' }] } };
const COMBINED =
	'Response Format cannot be combined with tools or functions in one request. Set it to Text, or ask a second Together AI node to put the answer into form.';

interface Mistake {
	name: string;
	parameters: INodeParameters;
	field: string;
	message: string;
}

const MISTAKES: Mistake[] = [
	{
		name: 'a schema that is not JSON',
		parameters: { responseFormat: 'jsonSchema', jsonSchema: '{"type": "object"' },
		field: 'JSON Schema',
		message: 'JSON Schema is not valid JSON (at position 17).',
	},
	{
		name: 'a schema that is not a schema',
		parameters: { responseFormat: 'jsonSchema', jsonSchema: '{"required": "city"}' },
		field: 'JSON Schema',
		message: 'JSON Schema is not a valid JSON Schema: required must be array.',
	},
	{
		name: 'an example that is not JSON',
		parameters: {
			responseFormat: 'jsonSchema',
			jsonSchemaType: 'fromJson',
			jsonSchemaExample: '{"city": "Rome",}',
		},
		field: 'JSON Example',
		message: 'JSON Example is not valid JSON (at position 16).',
	},
	{
		name: 'an empty pattern',
		parameters: { responseFormat: 'regex', regexPattern: '' },
		field: 'Pattern',
		message: 'Pattern is empty.',
	},
	...(['jsonObject', 'jsonSchema', 'regex'] as const).map((responseFormat) => ({
		name: `functions beside the format ${responseFormat}`,
		parameters: { responseFormat, regexPattern: 'a', ...FUNCTION },
		field: 'Response Format',
		message: COMBINED,
	})),
	{
		name: 'functions beside a format of Extra Body',
		parameters: {
			...FUNCTION,
			options: { extraBody: '{"response_format":{"type":"json_object"}}' },
		},
		field: 'Response Format',
		message: COMBINED,
	},
];

describe.each(MISTAKES)('$name', ({ parameters, field, message }) => {
	it('fails its items before anything is sent', async () => {
		const standIn = await startStandIn();
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters,
			items: [{ json: {} }, { json: {} }],
			onError: 'continueRegularOutput',
		});
		await standIn.close();
		const failed = { error: message, details: { field, attempts: 0 } };
		expect(jsonOf(items)).toEqual([failed, failed]);
		expect(standIn.requests).toEqual([]);
	});

	it('stops the run before anything is sent', async () => {
		const standIn = await startStandIn();
		const { status, error } = await runNode({ baseUrl: standIn.url, parameters });
		await standIn.close();
		expect(status).toBe('error');
		expect(error?.context).toMatchObject({ itemIndex: 0, details: { field, attempts: 0 } });
		expect(standIn.requests).toEqual([]);
	});
});

it('refuses connected tools beside a format before anything is sent', async () => {
	const standIn = await startStandIn();
	const { items } = await runNode({
		baseUrl: standIn.url,
		parameters: { responseFormat: 'jsonObject' },
		subNodes: [supplier('ai_tool', () => weatherTool())],
		onError: 'continueRegularOutput',
	});
	await standIn.close();
	expect(jsonOf(items)).toEqual([
		{ error: COMBINED, details: { field: 'Response Format', attempts: 0 } },
	]);
	expect(standIn.requests).toEqual([]);
});
