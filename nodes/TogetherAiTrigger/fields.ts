import type { INodeProperties } from 'n8n-workflow';

import { rowAdditionsField, simplifyRowsField } from '../shared/fields/batchRows';

const FOR_ROWS = { displayOptions: { show: { output: ['rows'] } } };

/** The form of the trigger. */
export const triggerFields: INodeProperties[] = [
	{
		displayName: 'Event',
		name: 'event',
		type: 'options',
		noDataExpression: true,
		default: 'batchFinished',
		description: 'What starts the workflow',
		options: [
			{
				name: 'Batch Finished',
				value: 'batchFinished',
				description: 'A batch has ended, however it did',
			},
		],
	},
	{
		displayName: 'Statuses',
		name: 'statuses',
		type: 'multiOptions',
		default: ['COMPLETED', 'FAILED', 'CANCELLED', 'EXPIRED'],
		description: 'How the batch must have ended',
		options: [
			{
				name: 'Cancelled',
				value: 'CANCELLED',
				description: 'Somebody stopped it. Rows that were answered before can be had.',
			},
			{
				name: 'Completed',
				value: 'COMPLETED',
				description: 'All rows were tried. Some or all of them may have failed.',
			},
			{ name: 'Expired', value: 'EXPIRED', description: 'Its time was over' },
			{ name: 'Failed', value: 'FAILED', description: 'It was refused as a whole' },
		],
	},
	{
		displayName: 'Output',
		name: 'output',
		type: 'options',
		noDataExpression: true,
		default: 'rows',
		description: 'What the workflow gets',
		options: [
			{
				name: 'Batch',
				value: 'batch',
				description: 'The job, with its ID and status',
			},
			{
				name: 'Rows',
				value: 'rows',
				description: 'The answer to every request, as Get Batch Results gives it',
			},
		],
	},
	{ ...simplifyRowsField, ...FOR_ROWS },
	{ ...rowAdditionsField, ...FOR_ROWS },
];
