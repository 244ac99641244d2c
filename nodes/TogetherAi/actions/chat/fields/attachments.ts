import type { INodeProperties } from 'n8n-workflow';

/** Images, video and audio of a message. */
export const attachmentsField: INodeProperties = {
	displayName: 'Attachments',
	name: 'attachments',
	type: 'fixedCollection',
	typeOptions: { multipleValues: true, sortable: true, multipleValueButtonText: 'Add Attachment' },
	default: {},
	placeholder: 'Add Attachment',
	description: 'Images, video and audio that go with the text, for models that can see or hear',
	options: [
		{
			displayName: 'Attachment',
			name: 'values',
			values: [
				{
					displayName: 'Source',
					name: 'source',
					type: 'options',
					default: 'binary',
					description: 'Where the file comes from',
					options: [
						{
							name: 'All Images of the Item',
							value: 'allImages',
							description: 'Every file of the item that is an image',
						},
						{ name: 'Input Field', value: 'binary', description: 'A file that the item carries' },
						{ name: 'URL', value: 'url', description: 'A file on the web, which the API fetches' },
					],
				},
				{
					displayName: 'Input Data Field Name',
					name: 'binaryPropertyName',
					type: 'string',
					default: 'data',
					placeholder: 'e.g. data',
					hint: 'The name of the input field containing the binary file data to be sent',
					description: 'Several names can be separated by commas',
					displayOptions: { show: { source: ['binary'] } },
				},
				{
					displayName: 'URL',
					name: 'url',
					type: 'string',
					default: '',
					placeholder: 'e.g. https://example.com/photo.jpg',
					description: 'The address of the file. The API must be able to reach it.',
					displayOptions: { show: { source: ['url'] } },
				},
				{
					displayName: 'Media Type',
					name: 'mediaType',
					type: 'options',
					default: 'image',
					description: 'What the file is. Few models take video or audio.',
					options: [
						{ name: 'Audio', value: 'audio' },
						{ name: 'Image', value: 'image' },
						{ name: 'Video', value: 'video' },
					],
					displayOptions: { show: { source: ['url'] } },
				},
			],
		},
	],
};
