import { request as send } from 'undici';

import type { ApiRequest, Handler } from '../../sandbox/together/resource';
import { bytes, events, json, redirect, stream } from '../../sandbox/together/shared/answer';
import { textRefusal } from '../../sandbox/together/shared/errors';
import { call, route, serving } from './serving';

const FILE = Buffer.from([0, 255, 1, 254]);

/** What a client gets from a handler. */
async function answered(handle: Handler) {
	return await serving([route('GET', '/v1/it', handle)], async (standIn) => {
		const { statusCode: status, headers, body } = await call(standIn, 'GET', '/v1/it');
		return { status, headers, body: Buffer.from(await body.arrayBuffer()) };
	});
}

describe('a handler answers with', () => {
	it('JSON, with a status and headers of its own', async () => {
		const { status, headers, body } = await answered(() => json([1], 201, { 'x-own': 'y' }));
		expect(status).toBe(201);
		expect(headers).toMatchObject({
			'content-type': 'application/json; charset=utf-8',
			'x-own': 'y',
		});
		expect(body.toString()).toBe('[1]');
	});

	it('the other shape of errors, named like the request', async () => {
		const answer = await answered(({ id }) => textRefusal(404, 'Job not found', id));
		expect(answer.status).toBe(404);
		expect(JSON.parse(answer.body.toString())).toEqual({
			error: 'Job not found',
			request_id: answer.headers['x-request-id'],
		});
	});

	it('a file, whose length it tells', async () => {
		const { headers, body } = await answered(() => bytes(FILE, 'audio/mpeg'));
		expect(headers).toMatchObject({ 'content-type': 'audio/mpeg', 'content-length': '4' });
		expect(body).toEqual(FILE);
	});

	it('a file in pieces, whose length it does not tell', async () => {
		const many = 200;
		async function* pieces() {
			for (let at = 0; at < many; at++) yield await Promise.resolve(Buffer.alloc(10_000, at));
		}
		const { headers, body } = await answered(() => stream(pieces(), 'video/mp4'));
		expect(headers['content-length']).toBeUndefined();
		const whole = Buffer.concat(Array.from({ length: many }, (_, at) => Buffer.alloc(10_000, at)));
		expect(body.equals(whole)).toBe(true);
	});

	it('events, and an end to them', async () => {
		const { headers, body } = await answered(({ signal }) =>
			events([{ a: 1 }, { a: 2 }], 1, signal),
		);
		expect(headers['content-type']).toBe('text/event-stream;charset=utf-8');
		expect(body.toString()).toBe('data: {"a":1}\n\ndata: {"a":2}\n\ndata: [DONE]\n\n');
	});

	it('pieces that fail: the connection breaks', async () => {
		async function* pieces() {
			yield await Promise.resolve(FILE);
			throw new Error('no more');
		}
		await expect(answered(() => stream(pieces(), 'video/mp4'))).rejects.toThrow();
	});
});

it('tells a handler when its client has gone', async () => {
	let gone: Promise<void> | undefined;
	const hang = async ({ signal }: ApiRequest) => {
		gone = new Promise((resolve) => signal.addEventListener('abort', () => resolve()));
		await gone;
		return json({});
	};
	await serving([route('GET', '/v1/it', hang)], async (standIn) => {
		const leaving = new AbortController();
		const asked = send(new URL('/v1/it', standIn.url), {
			headers: { authorization: 'Bearer any' },
			signal: leaving.signal,
		});
		await standIn.waitForRequests(1);
		leaving.abort();
		await expect(asked).rejects.toThrow();
		await gone;
	});
});

describe('presigned links', () => {
	it('lead to another origin, and need no key', async () => {
		const toFile: Handler = (_, { storage }) =>
			redirect(storage.link('GET', 'a picture.png', () => bytes(FILE, 'image/png')));
		await serving([route('GET', '/v1/it', toFile)], async (standIn) => {
			const { statusCode, headers } = await call(standIn, 'GET', '/v1/it');
			expect(statusCode).toBe(302);
			const link = new URL(String(headers.location));
			expect(link.origin).toBe(standIn.storageUrl);
			expect(link.origin).not.toBe(new URL(standIn.url).origin);
			const file = await send(link);
			expect(file.headers['content-type']).toBe('image/png');
			expect(Buffer.from(await file.body.arrayBuffer())).toEqual(FILE);
			expect(standIn.requests.map(({ path }) => path)).toEqual([
				'/v1/it',
				link.pathname + link.search,
			]);
			expect(standIn.requests[1]?.headers.authorization).toBeUndefined();
		});
	});

	it('take an upload', async () => {
		const sent: Buffer[] = [];
		const toUpload: Handler = (_, { ids, storage }) => {
			const keep: Handler = ({ body }) => {
				sent.push(body.bytes);
				return bytes(Buffer.alloc(0), 'text/plain');
			};
			const headers = { 'x-together-file-id': `file-${ids.uuid()}` };
			return redirect(storage.link('PUT', 'rows.jsonl', keep), 302, headers);
		};
		await serving([route('POST', '/v1/files', toUpload)], async (standIn) => {
			const { headers } = await call(standIn, 'POST', '/v1/files');
			expect(headers['x-together-file-id']).toMatch(
				/^file-[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
			);
			const { statusCode } = await send(String(headers.location), { method: 'PUT', body: FILE });
			expect(statusCode).toBe(200);
			expect(sent).toEqual([FILE]);
		});
	});

	it('are good for their method and signature only', async () => {
		const toFile: Handler = (_, { storage }) =>
			json(storage.link('GET', 'a.png', () => bytes(FILE, 'image/png')));
		await serving([route('GET', '/v1/it', toFile)], async (standIn) => {
			const link = String(await (await call(standIn, 'GET', '/v1/it')).body.json());
			const statuses = [
				(await send(link, { method: 'PUT' })).statusCode,
				(await send(link.replace(/\?.*/, ''))).statusCode,
				(await send(link)).statusCode,
			];
			expect(statuses).toEqual([403, 403, 200]);
		});
	});
});
