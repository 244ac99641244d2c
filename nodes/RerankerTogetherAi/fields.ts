import type { INodeProperties } from 'n8n-workflow';

import { only } from '../shared/fields/only';
import { requestsField } from '../shared/fields/requests';
import { rerankModelField, rerankNotice } from '../shared/fields/rerankModel';

const SETTINGS = ['maxRetries', 'requestsPerMinute', 'timeout'];

/** The form of the reranker, in the order in which it is filled in. */
export const rerankerFields: INodeProperties[] = [
	rerankNotice,
	rerankModelField,
	{
		displayName: 'Top N',
		name: 'topN',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 3,
		placeholder: 'e.g. 3',
		description: 'How many of the best documents to keep',
	},
	only(requestsField, (name) => SETTINGS.includes(name)),
];
