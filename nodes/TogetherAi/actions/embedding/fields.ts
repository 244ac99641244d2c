import type { INodeProperties } from 'n8n-workflow';

import { embeddingModelField } from '../../../shared/fields/model';
import { queryInstructionField } from '../../../shared/fields/queryInstruction';
import { plainRequestsField } from '../../../shared/fields/requests';

/** The form of Embedding > Create, in the order in which it is filled in. */
export const embeddingFields: INodeProperties[] = [
	{
		displayName:
			'The multilingual-e5-large-instruct model reads the first 514 tokens of a text, about 350 English words. Split longer texts before. Up to 100 items share a request.',
		name: 'embeddingNotice',
		type: 'notice',
		default: '',
	},
	embeddingModelField,
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.text }}',
		description: 'The text to make a vector of. Each item has its own.',
	},
	{
		displayName: 'Options',
		name: 'options',
		type: 'collection',
		placeholder: 'Add Option',
		default: {},
		description: 'What only some texts need',
		options: [queryInstructionField],
	},
	plainRequestsField,
];
