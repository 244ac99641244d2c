import { randomUUID } from 'node:crypto';

import { NODE_NAME, runNode } from './node';
import { expectedText, ODDITIES } from './oddities';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

it.concurrent.each(ODDITIES)('reads a stream with $name', async ({ answer }) => {
	const server = await startStandIn({
		intercept: async (exchange) => {
			await answer(exchange);
			return true;
		},
	});
	const run = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: 3,
		onError: 'stopWorkflow',
		requests: { streaming: 'on', maxRetries: 2 },
	});
	await server.close();
	expect(run.error).toBeUndefined();
	expect(nodeOutcome(run, NODE_NAME).items.map(({ json }) => json)).toEqual(
		[0, 1, 2].map((item) => ({
			text: expectedText(item),
			finishReason: 'stop',
			model: expect.any(String) as unknown,
			id: 'gen-1',
		})),
	);
	// Each was asked for once: asking again would be billed again.
	expect(server.requests).toHaveLength(3);
});
