import { DynamicStructuredTool } from '@langchain/core/tools';
import { z } from 'zod';

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
