import type { INodeProperties } from 'n8n-workflow';

/** Which models are listed. The types are an open list: an expression may give others. */
export const typeField: INodeProperties = {
	displayName: 'Type',
	name: 'type',
	type: 'options',
	default: 'all',
	description: 'What the models are for. A model that has no type is always listed.',
	options: [
		{ name: 'All', value: 'all' },
		{ name: 'Audio', value: 'audio', description: 'Speak a text' },
		{ name: 'Chat', value: 'chat', description: 'Answer messages' },
		{ name: 'Code', value: 'code', description: 'Go on with code' },
		{ name: 'Embedding', value: 'embedding', description: 'Make vectors of texts' },
		{ name: 'Image', value: 'image', description: 'Make pictures' },
		{ name: 'Language', value: 'language', description: 'Go on with a text' },
		{ name: 'Moderation', value: 'moderation', description: 'Judge whether a text is harmless' },
		{ name: 'Rerank', value: 'rerank', description: 'Order documents by how well they fit' },
		{ name: 'Transcribe', value: 'transcribe', description: 'Write down recordings' },
		{ name: 'Video', value: 'video', description: 'Make videos' },
	],
};

/** How many of them. */
export const howManyFields: INodeProperties[] = [
	{
		displayName: 'Return All',
		name: 'returnAll',
		type: 'boolean',
		default: false,
		description: 'Whether to return all results or only up to a given limit',
	},
	{
		displayName: 'Limit',
		name: 'limit',
		type: 'number',
		typeOptions: { minValue: 1, numberPrecision: 0 },
		default: 50,
		placeholder: 'e.g. 50',
		description: 'Max number of results to return',
		displayOptions: { show: { returnAll: [false] } },
	},
];
