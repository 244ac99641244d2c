import { randomUUID } from 'node:crypto';

import { answer, apiError } from './answers';
import { itemOf, NODE_NAME, runNode, STREAMINGS } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

const refuse = answer(400, apiError('Not this one'));

it.each(STREAMINGS)(
	'the first error lets go of what is in flight and begins nothing more, streaming %s',
	async (streaming) => {
		const waiting: Array<() => void> = [];
		const server = await startStandIn({
			// Only when four are in flight the third of them fails; the others never get an answer.
			intercept: async (exchange) => {
				if (itemOf(exchange.request) === 2) waiting.push(() => void refuse(exchange));
				if (server.inFlight === 4) waiting.forEach((fail) => fail());
				return await Promise.resolve(true);
			},
		});
		const run = await runNode({
			package: SOURCE,
			baseUrl: server.url,
			apiKey: randomUUID(),
			items: 20,
			onError: 'stopWorkflow',
			requests: { streaming, maxConcurrency: 4 },
		});
		await server.waitUntil(() => server.inFlight === 0);
		await server.close();
		const { error, items } = nodeOutcome(run, NODE_NAME);
		expect(run.status).toBe('error');
		expect(error).toMatchObject({
			message: 'Not this one',
			context: { itemIndex: 2, details: { kind: 'status', status: 400, attempts: 1 } },
		});
		expect(items).toEqual([]);
		expect(server.requests.map(({ aborted }) => aborted).sort()).toEqual([false, true, true, true]);
	},
);
