import type { IExecuteFunctions, INodeExecutionData, INodeType } from 'n8n-workflow';

import { helperNode } from './helperNode';

/** Reads the message of each item, as every node must, and asks nobody: the engine's own part. */
export const readingNode: INodeType = {
	description: { ...helperNode.description, description: 'Reads the message of each item' },

	execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		const results = this.getInputData().map((_, item) => {
			const [message] = this.getNodeParameter('messages.values', item, []) as Array<{
				content: string;
			}>;
			return { json: { text: message?.content ?? '' }, pairedItem: { item } };
		});
		return Promise.resolve([results]);
	},
};
