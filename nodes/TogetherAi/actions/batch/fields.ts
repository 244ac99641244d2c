import type { INodeProperties } from 'n8n-workflow';

import { optionsField } from '../../../shared/fields/options';
import { requestsField } from '../../../shared/fields/requests';

/** Which job. */
export const batchIdField: INodeProperties = {
	displayName: 'Batch ID',
	name: 'batchId',
	type: 'string',
	required: true,
	default: '',
	placeholder: 'e.g. 3f2b8c1e-5a4d-4e6f-9b7a-0c1d2e3f4a5b',
	description: 'The ID of the batch, as Create a Batch gives it',
};

/** By what name the answer of an item is known. */
export const customIdField: INodeProperties = {
	displayName: 'Custom ID',
	name: 'customId',
	type: 'string',
	default: '',
	placeholder: 'e.g. order-1042',
	description:
		'A name of your own for each item, which its answer carries: unique, at most 64 characters. Left empty, the position of the item, from 0.',
};

/** Whether Create a Batch gives the job, or what becomes of it. */
export const waitFields: INodeProperties[] = [
	{
		displayName: 'Wait for Completion',
		name: 'wait',
		type: 'boolean',
		default: false,
		description:
			'Whether to wait for the answers. For small batches, which may take minutes: the execution stays open meanwhile.',
	},
	{
		displayName: 'Wait Minutes',
		name: 'waitMinutes',
		type: 'number',
		typeOptions: { minValue: 0 },
		default: 5,
		placeholder: 'e.g. 5',
		description: 'How long to wait, at most. A batch that is not ready by then comes out as a job.',
		displayOptions: { show: { wait: [true] } },
	},
];

/** Options of chat that need somebody who waits for the answer. */
const NOT_IN_BATCHES = ['maxToolRounds', 'repairAnswer', 'showInChat'];

/** The options of chat that a batch takes. */
export const rowOptionsField = without(optionsField, NOT_IN_BATCHES);

/** Nothing is streamed in a batch. */
export const batchRequestsField = without(requestsField, ['streaming']);

function without(field: INodeProperties, names: string[]): INodeProperties {
	const { options = [] } = field;
	return { ...field, options: options.filter(({ name }) => !names.includes(name)) };
}
