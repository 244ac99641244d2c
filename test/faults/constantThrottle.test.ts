import { randomUUID } from 'node:crypto';

import { answer, apiError } from './answers';
import { NODE_NAME, runNode } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

const ITEMS = 40;

/** What can be sent before the limiter has halved itself to one request, and ten throttles after each other. */
const MAX_REQUESTS = 8 + 4 + 2 + 8;

it('a 429 that never ends and names no time is told to all who wait', async () => {
	// Pauses without a time are random: the shortest ones are as long as the limiter allows.
	const random = jest.spyOn(Math, 'random').mockReturnValue(0);
	const refuse = answer(429, apiError('Too many', { type: 'dynamic_request_limited' }));
	const server = await startStandIn({
		intercept: async (exchange) => {
			await refuse(exchange);
			return true;
		},
	});
	const run = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: ITEMS,
		onError: 'continueRegularOutput',
		requests: { maxRetries: 20, maxConcurrency: 40 },
	});
	await server.close();
	random.mockRestore();
	const { items } = nodeOutcome(run, NODE_NAME);
	expect(items).toHaveLength(ITEMS);
	for (const { json } of items) {
		expect(json['error']).toMatch(/^Too many\. The rate limit of your account/);
		expect(json['details']).toMatchObject({ status: 429 });
	}
	expect(server.requests.length).toBeLessThanOrEqual(MAX_REQUESTS);
});
