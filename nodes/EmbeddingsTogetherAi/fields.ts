import type { INodeProperties } from 'n8n-workflow';

import { embeddingModelField } from '../shared/fields/model';
import { queryInstructionField } from '../shared/fields/queryInstruction';
import { plainRequestsField } from '../shared/fields/requests';

/** The form of the embeddings, in the order in which it is filled in. */
export const embeddingsFields: INodeProperties[] = [
	{
		displayName:
			'The multilingual-e5-large-instruct model reads the first 514 tokens of a text, about 350 English words. Let the text splitter cut at 1,000 characters, as it does by default.',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	embeddingModelField,
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'How texts are put into requests',
		options: [
			{
				displayName: 'Batch Size',
				name: 'batchSize',
				type: 'number',
				typeOptions: { minValue: 1, maxValue: 2048, numberPrecision: 0 },
				default: 100,
				placeholder: 'e.g. 100',
				description: 'How many texts are sent in a request, at most',
			},
			{
				...queryInstructionField,
				description:
					'One English sentence on what is searched for, as models with "instruct" in their name want it. It is put before questions only, not before the documents.',
			},
		],
	},
	plainRequestsField,
];
