import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { bodyOf, numberIn } from '../workload';

interface Completion {
	choices: Array<{ message: { content: string } }>;
}

/** What the nodes for other vendors do: n8n's own HTTP helper, item by item, not streamed. */
export const helperNode: INodeType = {
	description: {
		displayName: 'Other',
		name: 'other',
		group: ['transform'],
		version: 1,
		description: 'Asks a model through the HTTP helper of n8n',
		defaults: { name: 'Other' },
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'togetherAiApi', required: true }],
		properties: [
			{
				displayName: 'Messages',
				name: 'messages',
				type: 'fixedCollection',
				typeOptions: { multipleValues: true },
				default: {},
				options: [
					{
						displayName: 'Values',
						name: 'values',
						values: [
							{ displayName: 'Role', name: 'role', type: 'string', default: 'user' },
							{ displayName: 'Content', name: 'content', type: 'string', default: '' },
						],
					},
				],
			},
		],
	},

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results: INodeExecutionData[] = [];
		for (let item = 0; item < this.getInputData().length; item++) {
			results.push({ json: { text: await askFor(this, item) }, pairedItem: { item } });
		}
		return [results];
	},
};

async function askFor(context: IExecuteFunctions, item: number): Promise<string> {
	const [message] = context.getNodeParameter('messages.values', item, []) as Array<{
		content: string;
	}>;
	const { baseUrl } = await context.getCredentials<{ baseUrl: string }>('togetherAiApi', item);
	const request = {
		method: 'POST' as const,
		url: `${baseUrl}/chat/completions`,
		body: bodyOf(numberIn(message?.content ?? ''), false),
		json: true,
	};
	const answer = (await context.helpers.httpRequestWithAuthentication.call(
		context,
		'togetherAiApi',
		request,
	)) as Completion;
	return answer.choices[0]?.message.content ?? '';
}
