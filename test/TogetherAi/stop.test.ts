import { jsonOf, runNode, userSays } from '../support/runNode';
import { lastUserText, startStandIn } from '../../sandbox/standIn';

describe('the Stop button', () => {
	it('aborts the request in the middle of its stream, and asks nothing more', async () => {
		const stop = new AbortController();
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'text/event-stream' });
				response.write('data: {"choices":[{"index":0,"delta":{"content":"Once"}}]}\n\n');
				return true;
			},
		});
		const running = runNode({
			baseUrl: standIn.url,
			parameters: { requests: { maxConcurrency: 1 } },
			input: [{}, {}, {}],
			onError: 'continueRegularOutput',
			signal: stop.signal,
		});
		await standIn.waitForRequests(1);
		stop.abort();
		const { run } = await running;
		await standIn.waitUntil(() => standIn.requests.every(({ aborted }) => aborted));

		expect(run.status).toBe('canceled');
		expect(standIn.requests).toHaveLength(1);
		await standIn.close();
	});
});

describe('an item that fails', () => {
	it('ends the run, aborts what is in flight and begins nothing more', async () => {
		const standIn = await startStandIn({
			intercept: async ({ request, response }) => {
				if (lastUserText(request) !== 'item 2') return true;
				await standIn.waitUntil(() => standIn.inFlight === 4);
				response.writeHead(400, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Bad item","type":"invalid_request_error"}}');
				return true;
			},
		});
		const { status, error } = await runNode({
			baseUrl: standIn.url,
			parameters: {
				messages: userSays('=item {{ $json.n }}'),
				requests: { maxConcurrency: 4 },
			},
			input: Array.from({ length: 20 }, (_, n) => ({ n })),
		});
		await standIn.waitUntil(() => standIn.inFlight === 0);

		expect(status).toBe('error');
		expect(error).toMatchObject({
			message: 'Bad item',
			context: { itemIndex: 2, details: { status: 400, attempts: 1 } },
		});
		expect(standIn.requests).toHaveLength(4);
		expect(standIn.requests.filter(({ aborted }) => aborted)).toHaveLength(3);
		await standIn.close();
	});

	it('leaves the others alone when the node may go on', async () => {
		const standIn = await startStandIn({
			intercept: ({ request, response }) => {
				if (lastUserText(request) !== 'item 1') return false;
				response.writeHead(402, { 'content-type': 'application/json' });
				response.end('{"error":{"message":"Credit limit exceeded","type":"credit_limit"}}');
				return true;
			},
		});
		const { outputs } = await runNode({
			baseUrl: standIn.url,
			parameters: { messages: userSays('=item {{ $json.n }}') },
			input: [{ n: 0 }, { n: 1 }, { n: 2 }],
			onError: 'continueErrorOutput',
		});
		await standIn.close();

		const [done = [], failed = []] = outputs;
		expect(done.map(({ pairedItem }) => pairedItem)).toEqual([{ item: 0 }, { item: 2 }]);
		expect(jsonOf(failed)).toEqual([
			{
				n: 1,
				error:
					'Credit limit exceeded. Add credit or raise the spend limit in the billing settings of your Together AI account.',
				details: {
					kind: 'status',
					status: 402,
					type: 'credit_limit',
					requestId: expect.any(String) as unknown,
					attempts: 1,
				},
			},
		]);
	});
});

describe("n8n's Retry On Fail", () => {
	it('does not run a node again whose items all succeeded', async () => {
		const standIn = await startStandIn({
			intercept: ({ response }) => {
				response.writeHead(200, { 'content-type': 'application/json' });
				response.end('{"error":null,"choices":[{"index":0,"message":{"content":"Hi"}}]}');
				return true;
			},
		});
		const { items } = await runNode({
			baseUrl: standIn.url,
			parameters: { simplify: false },
			nodeSettings: { retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
		});
		await standIn.close();

		expect(standIn.requests).toHaveLength(1);
		expect(items[0]?.json).not.toHaveProperty('error');
	});
});
