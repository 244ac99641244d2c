import { Client, request } from 'undici';

import { lastUserText, startStandIn } from '../../sandbox/standIn';
import { RateLimit } from '../../sandbox/together/shared/limits';
import { ask, get, post, withStandIn } from './client';

describe('limits', () => {
	it('refuses what exceeds the number in flight, and says when to come back', async () => {
		await withStandIn({ maxInFlight: 2, latencyMs: 600_000, resetSeconds: 3 }, async (standIn) => {
			const held = [1, 2].map(async (n) => await post(standIn, ask(`${n}`)).catch(() => 'ended'));
			await standIn.waitForRequests(2);
			const refused = await post(standIn, ask('3'));
			expect(refused.status).toBe(429);
			expect(refused.headers['x-ratelimit-reset']).toBe('3');
			expect(refused.json()).toMatchObject({ error: { type: 'dynamic_request_limited' } });
			expect(standIn.inFlight).toBe(2);
			expect(standIn.peakInFlight).toBe(3);
			await standIn.close();
			expect(await Promise.all(held)).toEqual(['ended', 'ended']);
		});
	});

	it('let in so many within any second, and so many at the same time', () => {
		const rate = new RateLimit({ maxPerSecond: 2 });
		const times = [0, 400, 999, 1_000, 1_399, 1_400];
		expect(times.map((now) => rate.enter(now) !== undefined)).toEqual([
			true,
			true,
			false,
			true,
			false,
			true,
		]);
		const room = new RateLimit({ maxInFlight: 1 });
		const leave = room.enter(0);
		expect(room.enter(0)).toBeUndefined();
		leave?.();
		leave?.();
		expect(room.enter(0)).toBeDefined();
		expect(room.enter(0)).toBeUndefined();
	});
});

describe('interceptors', () => {
	it('take over the chat requests they want', async () => {
		await withStandIn(
			{
				intercept: ({ request: body, index, response }) => {
					if (lastUserText(body) !== 'fail') return false;
					response.writeHead(503).end(`number ${index}`);
					return true;
				},
			},
			async (standIn) => {
				expect((await post(standIn, ask('work'))).status).toBe(200);
				expect(await post(standIn, ask('fail'))).toMatchObject({ status: 503, text: 'number 1' });
				expect(standIn.requests.map(({ status }) => status)).toEqual([200, 503]);
			},
		);
	});

	it('can take over everything else', async () => {
		await withStandIn(
			{
				interceptOther: ({ path, response }) => {
					response.end(path);
					return true;
				},
			},
			async (standIn) => {
				expect((await get(standIn, '/models')).text).toBe('/v1/models');
				expect((await post(standIn, ask('Hi'))).status).toBe(200);
			},
		);
	});

	it('that throw are told to the client', async () => {
		const intercept = () => {
			throw new Error('bad test');
		};
		const answer = await withStandIn({ intercept }, async (s) => await post(s, ask('Hi')));
		expect(answer.status).toBe(500);
		expect(answer.text).toContain('bad test');
	});
});

describe('what tests can see', () => {
	it('a request with its body, headers and status', async () => {
		await withStandIn({}, async (standIn) => {
			await post(standIn, ask('one'));
			await post(standIn, ask('two'));
			expect(standIn.requests[1]).toMatchObject({
				method: 'POST',
				path: '/v1/chat/completions',
				body: { messages: [{ role: 'user', content: 'two' }] },
				headers: { authorization: 'Bearer any' },
				aborted: false,
				status: 200,
			});
			expect(standIn.inFlight).toBe(0);
			expect(standIn.peakInFlight).toBe(1);
		});
	});

	it('connections, which it keeps alive', async () => {
		await withStandIn({}, async (standIn) => {
			const client = new Client(new URL(standIn.url).origin);
			const headers = { authorization: 'Bearer any' };
			for (const path of ['/v1/models', '/v1/whoami', '/v1/models']) {
				await (await client.request({ method: 'GET', path, headers })).body.dump();
			}
			expect(standIn.connections).toBe(1);
			await client.destroy();
		});
	});

	it('a client that goes away in the middle of a stream', async () => {
		await withStandIn({ tokenDelayMs: 600_000 }, async (standIn) => {
			const { body } = await request(`${standIn.url}/chat/completions`, {
				method: 'POST',
				headers: { authorization: 'Bearer any' },
				body: JSON.stringify(ask('Hi', { stream: true })),
			});
			body.on('error', () => {});
			body.destroy();
			await standIn.waitUntil(() => standIn.requests[0]?.aborted === true);
			expect(standIn.inFlight).toBe(0);
		});
	});

	it('a close that ends requests still running', async () => {
		const standIn = await startStandIn({ latencyMs: 600_000 });
		const running = post(standIn, ask('Hi')).catch(() => 'ended');
		await standIn.waitForRequests(1);
		await standIn.close();
		expect(await running).toBe('ended');
	});
});
