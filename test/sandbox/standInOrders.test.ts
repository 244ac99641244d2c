import { Readable } from 'node:stream';
import { request as send, type Dispatcher } from 'undici';

import type { Arrival, Order, StandIn } from '../../sandbox/standIn';
import type { ApiRequest, Resource, Shared } from '../../sandbox/together/resource';
import { bytes, json, redirect } from '../../sandbox/together/shared/answer';
import { refusal } from '../../sandbox/together/shared/errors';
import { call, route, serving } from './serving';

const FILE = Buffer.alloc(100_000, 7);
const RESOURCE: Resource = [
	route('GET', '/v1/files/:id/content', () => bytes(FILE, 'application/octet-stream')),
	route('POST', '/v1/files/upload', () => json({ id: 'file-1' })),
];

async function ordered<T>(
	order: Order,
	use: (standIn: StandIn) => Promise<T>,
	resource = RESOURCE,
): Promise<T> {
	return await serving(resource, use, { order: () => order });
}

async function download(standIn: StandIn): Promise<Dispatcher.ResponseData> {
	return await call(standIn, 'GET', '/v1/files/1/content');
}

/** Reads an answer as far as it comes. */
async function readAll({
	body,
}: Dispatcher.ResponseData): Promise<{ read: number; broke: boolean }> {
	let read = 0;
	try {
		for await (const chunk of body) read += (chunk as Buffer).byteLength;
	} catch {
		return { read, broke: true };
	}
	return { read, broke: false };
}

it('asks for an order by route and number, before the body is there', async () => {
	const arrivals: Arrival[] = [];
	const order = (arrival: Arrival): Order | undefined => {
		arrivals.push(arrival);
		return arrival.index === 0 ? { ending: json({ error: 'busy' }, 503) } : undefined;
	};
	const use = async (standIn: StandIn) => {
		const statuses = [
			(await download(standIn)).statusCode,
			(await download(standIn)).statusCode,
			(await call(standIn, 'GET', '/v1/nowhere')).statusCode,
		];
		expect(statuses).toEqual([503, 200, 503]);
	};
	await serving(RESOURCE, use, { order });
	const name = 'GET /v1/files/:id/content';
	expect(arrivals.map(({ route: at, index, path }) => [at, index, path])).toEqual([
		[name, 0, '/v1/files/1/content'],
		[name, 1, '/v1/files/1/content'],
		[undefined, 0, '/v1/nowhere'],
	]);
});

it('answers later, for as long as the client stays', async () => {
	await ordered({ latencyMs: 1 }, async (standIn) => {
		expect((await readAll(await download(standIn))).read).toBe(FILE.byteLength);
	});
	await ordered({ latencyMs: 600_000 }, async (standIn) => {
		const leaving = new AbortController();
		const asked = send(new URL('/v1/files/1/content', standIn.url), { signal: leaving.signal });
		await standIn.waitForRequests(1);
		leaving.abort();
		await expect(asked).rejects.toThrow();
		await standIn.waitUntil(() => standIn.requests[0]?.aborted === true);
		expect(standIn.requests[0]?.status).toBeUndefined();
	});
});

it('breaks the connection instead of an answer', async () => {
	await ordered({ ending: 'disconnect' }, async (standIn) => {
		await expect(download(standIn)).rejects.toThrow();
		expect(standIn.requests[0]?.status).toBeUndefined();
	});
});

describe('an answer is cut', () => {
	it.each([0, 40_000])('after %d bytes', async (afterBytes) => {
		await ordered({ cut: { afterBytes, by: 'disconnect' } }, async (standIn) => {
			const response = await download(standIn);
			expect(response.headers['content-length']).toBe('100000');
			expect(await readAll(response)).toEqual({ read: afterBytes, broke: true });
		});
	});

	it('of which nobody knows the length', async () => {
		const list = [route('GET', '/v1/files/:id/content', () => json('x'.repeat(1_000)))];
		const use = async (standIn: StandIn) => await readAll(await download(standIn));
		const outcome = await ordered({ cut: { afterBytes: 10, by: 'disconnect' } }, use, list);
		expect(outcome).toEqual({ read: 10, broke: true });
	});

	it('that was ordered itself', async () => {
		const order: Order = { ending: json('x'), cut: { afterBytes: 2, by: 'disconnect' } };
		const outcome = await ordered(order, async (s) => await readAll(await download(s)));
		expect(outcome).toEqual({ read: 2, broke: true });
	});

	it('by silence, which the client has to end', async () => {
		await ordered({ cut: { afterBytes: 10, by: 'silence' } }, async (standIn) => {
			const { body } = await download(standIn);
			let read = 0;
			for await (const chunk of body) {
				read += (chunk as Buffer).byteLength;
				if (read >= 10) break;
			}
			await standIn.waitUntil(() => standIn.requests[0]?.aborted === true);
			expect(read).toBe(10);
		});
	});

	it('behind a presigned link', async () => {
		const toFile = (_: ApiRequest, { storage }: Shared) =>
			redirect(storage.link('GET', 'a.mp4', () => bytes(FILE, 'video/mp4')));
		const order = ({ route: at }: Arrival): Order =>
			at === 'GET storage' ? { cut: { afterBytes: 10, by: 'disconnect' } } : {};
		const use = async (standIn: StandIn) => {
			const { headers } = await call(standIn, 'GET', '/v1/it');
			expect(await readAll(await send(String(headers.location)))).toEqual({
				read: 10,
				broke: true,
			});
		};
		await serving([route('GET', '/v1/it', toFile)], use, { order });
	});
});

describe('an upload is ended before its end', () => {
	const upload = async (standIn: StandIn, body: Readable) =>
		await call(standIn, 'POST', '/v1/files/upload', { body });

	/** A body that does not end before it is destroyed. */
	const endless = () => new Readable({ read: () => {} });

	it('by an answer', async () => {
		const tooLarge = {
			status: 413,
			error: { message: 'Too large', type: 'x', param: null, code: null },
		};
		await ordered({ early: { afterBytes: 0, ending: refusal(tooLarge) } }, async (standIn) => {
			const body = endless();
			body.push('first');
			const { statusCode, body: answer } = await upload(standIn, body);
			expect(statusCode).toBe(413);
			expect(await answer.json()).toEqual({ error: tooLarge.error });
			body.push(null);
			expect(standIn.requests).toMatchObject([{ body: undefined, status: 413 }]);
		});
	});

	it('by a broken connection', async () => {
		await ordered({ early: { afterBytes: 8, ending: 'disconnect' } }, async (standIn) => {
			const body = endless();
			body.push('first');
			const asked = upload(standIn, body);
			body.push('second');
			await expect(asked).rejects.toThrow();
			expect(standIn.requests).toMatchObject([{ body: undefined, status: undefined }]);
		});
	});
});
