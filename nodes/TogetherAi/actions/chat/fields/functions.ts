import type { INodeProperties } from 'n8n-workflow';

/** Functions that the model may call and the workflow answers. */
export const functionsField: INodeProperties = {
	displayName: 'Functions',
	name: 'functions',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Function' },
	default: {},
	placeholder: 'Add Function',
	description:
		'Functions the model may ask to call. The calls come out as toolCalls, for a Switch and the nodes behind it. To let the node make the calls itself, connect tools to its Tools input instead.',
	options: [
		{
			displayName: 'Function',
			name: 'values',
			values: [
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. get_weather',
					description: 'Letters, digits and underscores',
				},
				{
					displayName: 'Description',
					name: 'description',
					type: 'string',
					default: '',
					placeholder: 'e.g. Get the weather of a city right now',
					description: 'What the function does, so that the model knows when to call it',
				},
				{
					displayName: 'Parameters',
					name: 'parameters',
					type: 'json',
					typeOptions: { rows: 6 },
					default: '{\n  "type": "object",\n  "properties": {}\n}',
					placeholder: 'e.g. { "type": "object", "properties": { "city": { "type": "string" } } }',
					description: 'The arguments of the function, as a JSON Schema',
				},
			],
		},
	],
};
