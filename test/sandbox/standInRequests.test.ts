import { request as send } from 'undici';

import type { ApiRequest } from '../../sandbox/together/resource';
import { json } from '../../sandbox/together/shared/answer';
import { apiSite } from '../../sandbox/together/router';
import { perStandIn } from '../../sandbox/together/shared/state';
import { call, route, serving } from './serving';

const FORM = 'multipart/form-data; boundary=the-boundary';

/** What a handler is given for one request. */
async function given(
	path: string,
	ask: Parameters<typeof call>[3] = {},
): Promise<{ request: ApiRequest; recorded: unknown }> {
	const got: ApiRequest[] = [];
	const keep = (request: ApiRequest) => {
		got.push(request);
		return json({});
	};
	return await serving([route('POST', '/v1/things/:id', keep)], async (standIn) => {
		const { statusCode } = await call(standIn, 'POST', path, ask);
		expect(statusCode).toBe(200);
		const [request] = got;
		if (request === undefined) throw new Error('The handler was not called');
		return { request, recorded: standIn.requests[0]?.body };
	});
}

describe('routes', () => {
	it.each(['GET', 'POST', 'PUT', 'PATCH', 'DELETE'] as const)('%s', async (method) => {
		const answers = [route(method, '/v1/things', () => json({ method }))];
		await serving(answers, async (standIn) => {
			const right = await call(standIn, method, '/v1/things');
			expect(await right.body.json()).toEqual({ method });
			const wrong = await call(standIn, method === 'GET' ? 'POST' : 'GET', '/v1/things');
			expect(wrong.statusCode).toBe(404);
		});
	});

	it('under /v2 as under /v1, each for itself', async () => {
		const routes = ['/v1', '/v2'].map((at) => route('GET', `${at}/videos`, () => json({ at })));
		await serving(routes, async (standIn) => {
			const { body } = await call(standIn, 'GET', '/v2/videos');
			expect(await body.json()).toEqual({ at: '/v2' });
		});
	});

	it('take the first of several that fit, and only whole paths', () => {
		const site = apiSite([
			[route('GET', '/v1/things/latest', () => json({}))],
			[route('GET', '/v1/things/:id', () => json({}))],
		]);
		const find = (path: string) => {
			const found = site.find('GET', new URL(path, 'http://localhost'));
			return found && [found.route.path, found.params];
		};
		expect(find('/v1/things/latest')).toEqual(['/v1/things/latest', {}]);
		expect(find('/v1/things/a%2Fb')).toEqual(['/v1/things/:id', { id: 'a/b' }]);
		expect(find('/v1/things/')).toBeUndefined();
		expect(find('/v1/things')).toBeUndefined();
		expect(find('/v1/things/1/more')).toBeUndefined();
	});

	it('let nobody in without a key', async () => {
		await serving([route('GET', '/v2/videos', () => json({}))], async (standIn) => {
			const { statusCode } = await send(new URL('/v2/videos', standIn.url));
			expect(statusCode).toBe(401);
		});
	});

	it('count their requests each for itself', async () => {
		const index = ({ index: number }: ApiRequest) => json(number);
		await serving([route('GET', '/v1/a', index), route('GET', '/v1/b', index)], async (standIn) => {
			const seen: unknown[] = [];
			for (const path of ['/v1/a', '/v1/b', '/v1/a']) {
				seen.push(await (await call(standIn, 'GET', path)).body.json());
			}
			expect(seen).toEqual([0, 0, 1]);
		});
	});
});

describe('a handler is given', () => {
	it('what the path, the query and the headers say', async () => {
		const { request } = await given('/v1/things/a%20b?tag=1&tag=2', { headers: { 'x-own': 'y' } });
		expect(request).toMatchObject({ method: 'POST', path: '/v1/things/a%20b', index: 0 });
		expect(request.params).toEqual({ id: 'a b' });
		expect(request.query.getAll('tag')).toEqual(['1', '2']);
		expect(request.headers['x-own']).toBe('y');
		expect(request.body).toEqual({ bytes: Buffer.alloc(0), value: undefined, form: undefined });
	});

	it('a body in JSON, parsed, and a text as it is', async () => {
		const parsed = await given('/v1/things/1', { body: '{"a":[1]}' });
		expect(parsed.request.body.value).toEqual({ a: [1] });
		const text = await given('/v1/things/1', { body: '{"custom_id":"1"}\n{"custom_id":"2"}' });
		expect(text.request.body.value).toBe('{"custom_id":"1"}\n{"custom_id":"2"}');
	});

	it('the bytes of a file, whatever they are', async () => {
		const file = Buffer.from([0, 255, 254, 123, 125]);
		const headers = { 'content-type': 'application/octet-stream' };
		const { request, recorded } = await given('/v1/things/1', { body: file, headers });
		expect(request.body.bytes).toEqual(file);
		expect(recorded).toEqual(file);
	});

	it('a multipart form, its parts in order, files as they were sent', async () => {
		const body = Buffer.concat([
			Buffer.from('--the-boundary\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhisper'),
			Buffer.from('\r\n--the-boundary\r\ncontent-disposition: form-data; name="file"; '),
			Buffer.from('filename="ä.mp3"\r\ncontent-type: audio/mpeg\r\n\r\n'),
			Buffer.from([13, 10, 0, 255]),
			Buffer.from('\r\n--the-boundary--\r\n'),
		]);
		const ask = { body, headers: { 'content-type': FORM } };
		const { request, recorded } = await given('/v1/things/1', ask);
		const { form } = request.body;
		expect([...(form?.keys() ?? [])]).toEqual(['model', 'file']);
		expect(form?.get('model')).toBe('whisper');
		const file = form?.get('file');
		if (!(file instanceof File)) throw new Error('No file came');
		expect(file).toMatchObject({ name: 'ä.mp3', type: 'audio/mpeg', size: 4 });
		const chunks: Buffer[] = [];
		for await (const chunk of file.stream()) chunks.push(Buffer.from(chunk as Uint8Array));
		expect(Buffer.concat(chunks)).toEqual(Buffer.from([13, 10, 0, 255]));
		expect(recorded).toBe(form);
	});

	it('a broken form as text, without a form', async () => {
		const body = '--the-boundary\r\ncontent-disposition: form-data; name="model"\r\n\r\nwhis';
		const { request } = await given('/v1/things/1', { body, headers: { 'content-type': FORM } });
		expect(request.body.form).toBeUndefined();
		expect(request.body.value).toBe(body);
	});
});

it('keeps state for as long as it runs, apart from other stand-ins, shared by its resources', async () => {
	const files = perStandIn(() => new Map<string, string>());
	const resource = [
		route('PUT', '/v1/files/:id', ({ params, body }, shared) => {
			files(shared).set(String(params.id), body.bytes.toString());
			return json({});
		}),
		route('GET', '/v1/batches', (_, shared) => json([...files(shared)])),
	];
	await serving(resource, async (first) => {
		await serving(resource, async (second) => {
			await call(first, 'PUT', '/v1/files/1', { body: 'a line' });
			const kept = async (standIn: typeof first) =>
				await (await call(standIn, 'GET', '/v1/batches')).body.json();
			expect(await kept(first)).toEqual([['1', 'a line']]);
			expect(await kept(second)).toEqual([]);
		});
	});
});
