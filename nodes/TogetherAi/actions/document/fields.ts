import type { INodeProperties } from 'n8n-workflow';

import { rerankModelField, rerankNotice } from '../../../shared/fields/rerankModel';
import { plainRequestsField } from '../../../shared/fields/requests';

/** The form of Document > Rerank, in the order in which it is filled in. */
export const rerankFields: INodeProperties[] = [
	{ ...rerankNotice, name: 'rerankNotice' },
	rerankModelField,
	{
		displayName: 'Query',
		name: 'query',
		type: 'string',
		default: '',
		required: true,
		placeholder: 'e.g. How do I reset my password?',
		description: 'What the documents should fit. Items with the same query are ranked together.',
	},
	{
		displayName: 'Text',
		name: 'text',
		type: 'string',
		typeOptions: { rows: 4 },
		default: '',
		required: true,
		placeholder: 'e.g. {{ $json.document.pageContent }}',
		description: 'The text of the document. Each item is one.',
	},
	{
		displayName: 'Top N',
		name: 'topN',
		type: 'number',
		typeOptions: { minValue: 0, numberPrecision: 0 },
		default: 0,
		placeholder: 'e.g. 5',
		description:
			'How many of the best documents to keep for each query. 0 for all. That of the first item of a query holds.',
	},
	plainRequestsField,
];
