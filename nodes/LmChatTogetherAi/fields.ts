import type { INodeProperties } from 'n8n-workflow';

import { modelField } from '../shared/fields/model';
import { only } from '../shared/fields/only';
import { optionsField } from '../shared/fields/options';
import { requestsField } from '../shared/fields/requests';
import { samplingFields } from '../shared/fields/sampling';

/** Options that make no sense for a model that an agent or chain speaks to. */
const NOT_FOR_MODELS = [
	'choices',
	'echo',
	'includeCost',
	'includeMessages',
	'logprobs',
	'maxToolCalls',
	'maxToolRounds',
	'repairAnswer',
	'showInChat',
	'toolChoice',
	'toolChoiceFunction',
];

const FOR_MODELS = [
	'giveUpAfter',
	'maxRetries',
	'requestsPerMinute',
	'streaming',
	'timeout',
	'totalTimeout',
];

/** The form of the chat model: the same fields as in the node, as far as they apply. */
export const chatModelFields: INodeProperties[] = [
	{
		displayName:
			'Retries, pacing and kept-alive connections are those of the Together AI node: leave Retry On Fail of the agent off',
		name: 'notice',
		type: 'notice',
		default: '',
	},
	modelField,
	...samplingFields,
	{
		displayName: 'Response Format',
		name: 'responseFormat',
		type: 'options',
		default: 'text',
		description:
			'What the answer must look like. An agent with tools needs Text; for fields of your own, connect an output parser to it.',
		options: [
			{
				name: 'JSON Object',
				value: 'jsonObject',
				description: 'Say in the prompt that you want JSON',
			},
			{ name: 'Text', value: 'text', description: 'Whatever the model writes' },
		],
	},
	only(optionsField, (name) => !NOT_FOR_MODELS.includes(name)),
	only(requestsField, (name) => FOR_MODELS.includes(name)),
];
