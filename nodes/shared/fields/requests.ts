import type { INodeProperties } from 'n8n-workflow';

import { only } from './only';

/** How requests are sent. The settings hold for all items of a run. */
export const requestsField: INodeProperties = {
	displayName: 'Requests',
	name: 'requests',
	type: 'collection',
	placeholder: 'Add Setting',
	default: {},
	description: 'How requests are sent. The settings of the first item hold for all items.',
	options: [
		{
			displayName: 'Give Up After',
			name: 'giveUpAfter',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 86_400 },
			default: 120,
			placeholder: 'e.g. 120',
			description:
				'Seconds for which all items together wait for a server that is down (it refuses connections or answers 502 or 503). 0, or Max Retries of 0, not to wait.',
		},
		{
			displayName: 'Max Concurrency',
			name: 'maxConcurrency',
			type: 'number',
			typeOptions: { minValue: 1, maxValue: 1000, numberPrecision: 0 },
			default: 32,
			placeholder: 'e.g. 32',
			description: 'How many items are worked on at the same time, at most',
		},
		{
			displayName: 'Max Retries',
			name: 'maxRetries',
			type: 'number',
			typeOptions: { minValue: 0, maxValue: 20, numberPrecision: 0 },
			default: 3,
			placeholder: 'e.g. 3',
			description:
				'How often an item is tried again after a fault that may heal, such as a rate limit or an overloaded server',
		},
		{
			displayName: 'Requests Per Minute',
			name: 'requestsPerMinute',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			placeholder: 'e.g. 600',
			description:
				'Spreads the requests evenly so that there are no more than this. 0 for no limit.',
		},
		{
			displayName: 'Streaming',
			name: 'streaming',
			type: 'options',
			default: 'auto',
			description: 'Whether answers arrive token by token or in one piece. The output is the same.',
			options: [
				{
					name: 'Automatic',
					value: 'auto',
					description: 'On, except where one piece carries more (Echo, Log Probabilities)',
				},
				{
					name: 'Off',
					value: 'off',
					description: 'A stopped workflow may still be billed for the whole answer',
				},
				{
					name: 'On',
					value: 'on',
					description: 'Keeps proxies from giving up on long answers, and ends billing on Stop',
				},
			],
		},
		{
			displayName: 'Timeout',
			name: 'timeout',
			type: 'number',
			typeOptions: { minValue: 1 },
			default: 600,
			placeholder: 'e.g. 600',
			description:
				'Seconds in which nothing of an answer comes after which a request is given up. What only keeps the connection open does not count.',
		},
		{
			displayName: 'Total Timeout',
			name: 'totalTimeout',
			type: 'number',
			typeOptions: { minValue: 0 },
			default: 0,
			placeholder: 'e.g. 900',
			description:
				'Seconds after which a request is ended and not sent again, whatever has come of its answer. 0 for no limit.',
		},
	],
};

/** The settings for requests that have one answer, in one piece. */
export const plainRequestsField = only(requestsField, (name) => name !== 'streaming');
