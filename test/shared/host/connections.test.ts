import { randomUUID } from 'node:crypto';

import { answer, apiError } from '../../faults/answers';
import { itemOf, runNode, STREAMINGS, type Streaming } from '../../faults/node';
import { SOURCE } from '../../faults/source';
import { startStandIn, type StandIn } from '../../../sandbox/standIn';

const CONCURRENCY = 4;

async function run(server: StandIn, streaming: Streaming): Promise<void> {
	const { status } = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: 40,
		onError: 'continueRegularOutput',
		requests: { streaming, maxConcurrency: CONCURRENCY },
	});
	expect(status).toBe('success');
}

it.each(STREAMINGS)('executions share kept-alive connections, streaming %s', async (streaming) => {
	const server = await startStandIn();
	await run(server, streaming);
	expect(server.connections).toBeLessThanOrEqual(CONCURRENCY);
	const opened = server.connections;
	await run(server, streaming);
	await Promise.all([run(server, streaming), run(server, streaming)]);
	await server.close();
	expect(server.requests).toHaveLength(160);
	// Two executions at the same time need twice as many at most.
	expect(server.connections).toBeLessThanOrEqual(opened + CONCURRENCY);
});

it.each(STREAMINGS)('one after the other needs one connection, streaming %s', async (streaming) => {
	const refuse = answer(400, apiError('Not this one'));
	const server = await startStandIn({
		// Refusals do not cost a connection either.
		intercept: async (exchange) => {
			const isRefused = itemOf(exchange.request) % 3 === 0;
			if (isRefused) await refuse(exchange);
			return isRefused;
		},
	});
	for (let execution = 0; execution < 2; execution++) {
		await runNode({
			package: SOURCE,
			baseUrl: server.url,
			apiKey: randomUUID(),
			items: 20,
			onError: 'continueErrorOutput',
			requests: { streaming, maxConcurrency: 1 },
		});
	}
	await server.close();
	expect(server.requests).toHaveLength(40);
	expect(server.connections).toBe(1);
});
