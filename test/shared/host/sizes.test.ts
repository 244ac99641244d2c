import { randomUUID } from 'node:crypto';

import { JSON_TYPE } from '../../faults/answers';
import { NODE_NAME, runNode, STREAMINGS, type Streaming } from '../../faults/node';
import { SOURCE } from '../../faults/source';
import { nodeOutcome } from '../../../sandbox/engine';
import { startStandIn, type Intercept } from '../../../sandbox/standIn';

const MEGABYTE = Buffer.alloc(1024 * 1024, ' ');

async function runOne(streaming: Streaming, intercept: Intercept) {
	const server = await startStandIn({ intercept });
	const run = await runNode({
		package: SOURCE,
		baseUrl: server.url,
		apiKey: randomUUID(),
		items: 1,
		onError: 'continueRegularOutput',
		requests: { streaming, maxRetries: 2 },
	});
	await server.waitUntil(() => server.inFlight === 0);
	await server.close();
	return { json: nodeOutcome(run, NODE_NAME).items[0]?.json, server };
}

/** Sends so many megabytes of white space, as long as somebody listens. */
function megabytes(status: number, beginning: string, count: number): Intercept {
	return async ({ response }) => {
		const type = beginning.startsWith('<') ? 'text/html' : JSON_TYPE;
		response.writeHead(status, { 'content-type': type });
		response.write(beginning);
		for (let sent = 0; sent < count && !response.destroyed; sent++) {
			await new Promise((next) => response.write(MEGABYTE, next));
		}
		if (!response.destroyed) response.end();
		return true;
	};
}

it.each(STREAMINGS)('does not read an answer without end, streaming %s', async (streaming) => {
	const { json, server } = await runOne(streaming, megabytes(200, '{"id": ', 200));
	expect(json?.details).toMatchObject({ kind: 'tooLarge', status: 200, attempts: 1 });
	expect(json?.error).toMatch(/^The answer is larger than 128 MB\. Ask for a shorter answer/);
	// The rest was not waited for.
	expect(server.requests.map(({ aborted }) => aborted)).toEqual([true]);
});

it.each(STREAMINGS)(
	'tells the beginning of a large error page, streaming %s',
	async (streaming) => {
		const { json } = await runOne(streaming, megabytes(400, '<h1>The gateway is confused</h1>', 1));
		expect(json?.details).toMatchObject({ kind: 'status', status: 400, attempts: 1 });
		expect(json?.error).toMatch(/^The gateway is confused/);
	},
);
