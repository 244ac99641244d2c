import type { INodeProperties } from 'n8n-workflow';

/** The two settings that nearly every prompt needs. */
export const samplingFields: INodeProperties[] = [
	{
		displayName: 'Temperature',
		name: 'temperature',
		type: 'number',
		typeOptions: { minValue: 0, maxValue: 2, numberStepSize: 0.1, numberPrecision: 2 },
		default: 0.7,
		placeholder: 'e.g. 0.7',
		description:
			'How freely the model chooses its words, from 0 to 2. Low values suit facts and data, high values suit ideas.',
	},
	{
		displayName: 'Max Tokens',
		name: 'maxTokens',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 2048,
		placeholder: 'e.g. 2048',
		description:
			'How long the answer may get. A token is about four characters of English. Reasoning counts too.',
	},
];
