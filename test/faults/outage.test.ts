import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { connect, createServer, type AddressInfo } from 'node:net';

import { answer } from './answers';
import { answerOf, itemOf, NODE_NAME, runNode } from './node';
import { SOURCE } from './source';
import { nodeOutcome } from '../../sandbox/engine';
import { startStandIn } from '../../sandbox/standIn';

const ITEMS = 30;

/** Longer than the retries of an item with the defaults can take: 1, 2 and 4 s. */
const OUTAGE_MS = 9_000;

/** Runs items with the defaults of the form. */
async function run(baseUrl: string, requests = {}, signal?: AbortSignal) {
	const onError = 'continueRegularOutput';
	return await runNode({
		package: SOURCE,
		baseUrl,
		apiKey: randomUUID(),
		items: ITEMS,
		onError,
		requests,
		...(signal && { signal }),
	});
}

const texts = (of: Awaited<ReturnType<typeof run>>) =>
	nodeOutcome(of, NODE_NAME).items.map(({ json }) => json['text'] ?? json['error']);

const ANSWERS = Array.from({ length: ITEMS }, (_, item) => `Answer ${item}`);

describe('an outage that is longer than the retries of an item loses nothing', () => {
	it.concurrent.each([502, 503])('the server answers %i', async (status) => {
		const isBackAt = performance.now() + OUTAGE_MS;
		const server = await startStandIn({
			reply: answerOf,
			intercept: async (exchange) => {
				const isDown = performance.now() < isBackAt;
				if (isDown) await answer(status, 'Down')(exchange);
				return isDown;
			},
		});
		const outcome = await run(server.url).finally(() => server.close());
		expect(texts(outcome)).toEqual(ANSWERS);
		// One request at a time asked whether it is back.
		expect(server.requests.length).toBeLessThan(2 * ITEMS);
	});

	it.concurrent('the server refuses connections', async () => {
		const port = await freePort();
		const running = run(`http://127.0.0.1:${port}/v1`);
		await new Promise((resolve) => setTimeout(resolve, OUTAGE_MS));
		const server = await startStandIn({ reply: answerOf });
		const front = createServer((socket) => {
			const behind = connect(Number(new URL(server.url).port), '127.0.0.1');
			for (const end of [socket, behind]) end.on('error', () => {});
			socket.pipe(behind).pipe(socket);
		}).listen(port, '127.0.0.1');
		expect(texts(await running)).toEqual(ANSWERS);
		front.close();
		await server.close();
	});
});

it('Stop ends the wait at once', async () => {
	const stop = new AbortController();
	const server = await startStandIn({ intercept: answering(502) });
	const running = run(server.url, { giveUpAfter: 86_400 }, stop.signal);
	await server.waitUntil(() => server.requests.length > 8 && server.inFlight === 0);
	stop.abort();
	expect((await running).status).toBe('canceled');
	await server.close();
});

it('all items fail together when it was waited for long enough', async () => {
	const server = await startStandIn({ intercept: answering(502) });
	const outcome = await run(server.url, { giveUpAfter: 1 }).finally(() => server.close());
	expect(texts(outcome)).toEqual(ANSWERS.map((): unknown => expect.stringContaining('502')));
	expect(server.requests.length).toBeLessThan(2 * ITEMS);
});

it('an item that alone meets a 502 is given up after its retries, others go on', async () => {
	const server = await startStandIn({
		reply: answerOf,
		intercept: async (exchange) => {
			const isBroken = itemOf(exchange.request) === 1;
			if (isBroken) await answer(502, 'Down')(exchange);
			return isBroken;
		},
	});
	const outcome = await run(server.url, { maxConcurrency: 1, maxRetries: 2 });
	await server.close();
	expect(texts(outcome)).toEqual([
		ANSWERS[0],
		expect.stringContaining('Down'),
		...ANSWERS.slice(2),
	]);
	// Once before it was known that others are answered.
	expect(server.requests.filter(({ body }) => itemOf(body) === 1).length).toBeLessThanOrEqual(4);
});

function answering(status: number) {
	return async (exchange: Parameters<ReturnType<typeof answer>>[0]) => {
		await answer(status)(exchange);
		return true;
	};
}

async function freePort(): Promise<number> {
	const server = createServer().listen(0, '127.0.0.1');
	await once(server, 'listening');
	const { port } = server.address() as AddressInfo;
	server.close();
	await once(server, 'close');
	return port;
}
