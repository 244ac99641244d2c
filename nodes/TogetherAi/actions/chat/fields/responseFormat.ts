import type { INodeProperties } from 'n8n-workflow';

/** What the answer must look like. */
export const responseFormatFields: INodeProperties[] = [
	{
		displayName: 'Response Format',
		name: 'responseFormat',
		type: 'options',
		default: 'text',
		description:
			'What the answer must look like. JSON is parsed and checked, and comes out as data.',
		options: [
			{ name: 'JSON Object', value: 'jsonObject', description: 'Any JSON object' },
			{ name: 'JSON Schema', value: 'jsonSchema', description: 'JSON with the fields you define' },
			{ name: 'Pattern', value: 'regex', description: 'Text that fits a regular expression' },
			{ name: 'Text', value: 'text', description: 'Whatever the model writes' },
		],
	},
	{
		displayName: 'Schema Type',
		name: 'jsonSchemaType',
		type: 'options',
		default: 'manual',
		noDataExpression: true,
		description: 'How to define the fields of the answer',
		options: [
			{
				name: 'Define Using JSON Schema',
				value: 'manual',
				description: 'Full control over types, lists of allowed values and optional fields',
			},
			{
				name: 'Generate From JSON Example',
				value: 'fromJson',
				description: 'Paste an answer as it should be. All its fields are required.',
			},
		],
		displayOptions: { show: { responseFormat: ['jsonSchema'] } },
	},
	{
		displayName: 'JSON Schema',
		name: 'jsonSchema',
		type: 'json',
		typeOptions: { rows: 10 },
		default:
			'{\n  "type": "object",\n  "properties": {\n    "city": { "type": "string" }\n  },\n  "required": ["city"]\n}',
		placeholder: 'e.g. { "type": "object", "properties": { "city": { "type": "string" } } }',
		description: 'The JSON Schema that the answer must fit',
		displayOptions: { show: { responseFormat: ['jsonSchema'], jsonSchemaType: ['manual'] } },
	},
	{
		displayName: 'JSON Example',
		name: 'jsonSchemaExample',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '{\n  "city": "Paris"\n}',
		placeholder: 'e.g. { "city": "Paris", "population": 2100000 }',
		description: 'An answer as it should be. Names and types count, the values do not.',
		displayOptions: { show: { responseFormat: ['jsonSchema'], jsonSchemaType: ['fromJson'] } },
	},
	{
		displayName: 'Pattern',
		name: 'regexPattern',
		type: 'string',
		default: '',
		placeholder: 'e.g. (positive|neutral|negative)',
		description: 'The regular expression that the whole answer must fit',
		displayOptions: { show: { responseFormat: ['regex'] } },
	},
	{
		displayName: 'Tell the Model the Format',
		name: 'describeSchema',
		type: 'boolean',
		default: true,
		description:
			'Whether to add a sentence to the system message that asks for JSON only and shows the schema. Models answer more reliably with it.',
		displayOptions: { show: { responseFormat: ['jsonObject', 'jsonSchema'] } },
	},
];
