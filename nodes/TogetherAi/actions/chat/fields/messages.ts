import type { INodeProperties } from 'n8n-workflow';

import { attachmentsField } from './attachments';

/** The conversation, written in the form or given as JSON by another node. */
export const messageFields: INodeProperties[] = [
	{
		displayName: 'Messages Source',
		name: 'messagesSource',
		type: 'options',
		default: 'form',
		noDataExpression: true,
		description: 'Where the messages come from',
		options: [
			{
				name: 'Form',
				value: 'form',
				description: 'Write the messages below',
			},
			{
				name: 'JSON',
				value: 'json',
				description: 'Take a whole conversation from another node',
			},
		],
	},
	{
		displayName: 'Messages',
		name: 'messages',
		type: 'fixedCollection',
		typeOptions: {
			multipleValues: true,
			sortable: true,
			multipleValueButtonText: 'Add Message',
			// Few messages have attachments: a button brings their fields, where n8n knows it (2.10).
			hideOptionalFields: true,
			addOptionalFieldButtonText: 'Add to Message',
		},
		default: { values: [{ role: 'user', content: '' }] },
		placeholder: 'Add Message',
		description: 'The conversation so far, in order. The model answers the last message.',
		displayOptions: { show: { messagesSource: ['form'] } },
		options: [
			{
				displayName: 'Message',
				name: 'values',
				values: [
					{
						displayName: 'Role',
						name: 'role',
						type: 'options',
						typeOptions: { showEvenWhenOptional: true },
						default: 'user',
						description: 'Who says it: the system sets the rules, user and assistant talk',
						options: [
							{
								name: 'System',
								value: 'system',
								description: 'Tells the model how to behave. Usually the first message.',
							},
							{ name: 'User', value: 'user', description: 'What the model is asked' },
							{
								name: 'Assistant',
								value: 'assistant',
								description: 'What the model answered earlier, or an example of how to answer',
							},
						],
					},
					{
						displayName: 'Content',
						name: 'content',
						type: 'string',
						typeOptions: { rows: 3, showEvenWhenOptional: true },
						default: '',
						placeholder: 'e.g. Summarize this ticket: {{ $json.text }}',
						description: 'The text of the message',
					},
					attachmentsField,
				],
			},
		],
	},
	{
		displayName: 'Messages (JSON)',
		name: 'messagesJson',
		type: 'json',
		typeOptions: { rows: 6 },
		default: '[]',
		placeholder: 'e.g. [{ "role": "user", "content": "Hello" }]',
		description:
			'A list of message objects as the API defines them, with role and content. Content parts such as images go through untouched.',
		displayOptions: { show: { messagesSource: ['json'] } },
	},
];
