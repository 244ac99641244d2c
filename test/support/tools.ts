import { DynamicStructuredTool } from '@langchain/core/tools';
import { NodeConnectionTypes, type INodeProperties } from 'n8n-workflow';
import { z } from 'zod';

import { type SubNode } from './subNodes';

/** What a tool does with the city it is asked about. */
export type Weather = (city: string, signal: AbortSignal | undefined) => Promise<string>;

const sunny: Weather = (city) => Promise.resolve(`Sunny in ${city}`);

/** A tool as n8n's own tool nodes supply it. */
export function weatherTool(name = 'get-weather now', weather = sunny) {
	return new DynamicStructuredTool({
		name,
		description: 'The weather of a city',
		schema: z.object({ city: z.string().describe('The name of the city') }),
		func: async ({ city }: { city: string }, _manager, config) =>
			await weather(city, config?.signal),
	});
}

/** What the API is told of that tool. */
export function weatherDefinition(name: string): object {
	return {
		type: 'function',
		function: {
			name,
			description: 'The weather of a city',
			parameters: expect.objectContaining({
				type: 'object',
				properties: { city: { type: 'string', description: 'The name of the city' } },
				required: ['city'],
			}) as unknown,
		},
	};
}

/**
 * A node of n8n that serves as a tool: it is run for each call and gives what its field says.
 * @param says the field, an expression that may take arguments with `$fromAI`
 */
export function nodeAsTool(says: string): SubNode {
	const property: INodeProperties = {
		displayName: 'Says',
		name: 'says',
		type: 'string',
		default: '',
	};
	return {
		input: NodeConnectionTypes.AiTool,
		parameters: { says },
		type: {
			description: {
				displayName: 'Echo Tool',
				name: 'echoTool',
				group: ['transform'],
				version: 1,
				description: 'Says something',
				defaults: { name: 'Echo' },
				inputs: [],
				outputs: [NodeConnectionTypes.AiTool],
				properties: [property],
			},
			async execute() {
				const echo = this.getNodeParameter('says', 0);
				return await Promise.resolve([[{ json: { echo } }]]);
			},
		},
	};
}
