import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';

import { multipartBody, type FilePart } from '../../../nodes/shared/http/body';
import { download, type DownloadOptions } from '../../../nodes/shared/http/download';
import { HttpClient } from '../../../nodes/shared/http/httpClient';
import { failureOf } from '../../support/server';

const KEY = 'the-key-of-the-test';
const MB = 1024 * 1024;
const TEXT = Buffer.from('Grüße from a file');

type Handler = (request: IncomingMessage, response: ServerResponse) => void | Promise<void>;

/** Runs a body against a server of its own; `url` is its origin. */
async function withOrigin<T>(handler: Handler, use: (url: string) => Promise<T>): Promise<T> {
	const server = createServer((request, response) => void handler(request, response));
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	try {
		return await use(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
	} finally {
		const closed = once(server, 'close');
		server.close();
		server.closeAllConnections();
		await closed;
	}
}

function clientOf(url: string): HttpClient {
	return new HttpClient({ apiKey: KEY, baseUrl: `${url}/v1` }, { silenceTimeoutMs: 10_000 });
}

/** A file in pieces, which counts how often it is opened. */
function fileOf(bytes: Uint8Array, length = bytes.length): FilePart & { opened: number } {
	return {
		name: 'file',
		fileName: 'ünï "x".txt',
		mediaType: 'text/plain',
		length,
		opened: 0,
		async open() {
			this.opened++;
			await Promise.resolve();
			// eslint-disable-next-line @typescript-eslint/require-await -- what streams are read by
			return (async function* () {
				yield bytes.subarray(0, 3);
				yield bytes.subarray(3);
			})();
		},
	};
}

function post(url: string, file: FilePart, path = '/files', version: 1 | 2 = 1) {
	const body = multipartBody([{ name: 'purpose', value: 'batch' }, file]);
	const request = { method: 'POST', path, version, body, accept: '*/*' } as const;
	return async () => await clientOf(url).send(request);
}

describe('a form with a file', () => {
	it('arrives as a browser would have sent it, the fields in their order', async () => {
		let form: FormData | undefined;
		let length: string | undefined;
		const read: Handler = async (request, response) => {
			const bytes = await buffer(request);
			length = request.headers['content-length'];
			const type = request.headers['content-type'] ?? '';
			form = await new Response(bytes, { headers: { 'content-type': type } }).formData();
			expect(Number(length)).toBe(bytes.length);
			response.end('{}');
		};
		await withOrigin(read, async (url) => (await post(url, fileOf(TEXT))()).discard());

		expect([...(form?.keys() ?? [])]).toEqual(['purpose', 'file']);
		expect(form?.get('purpose')).toBe('batch');
		const file = form?.get('file');
		if (!(file instanceof File)) throw new Error('No file came');
		expect([file.name, file.type]).toEqual(['ünï "x".txt', 'text/plain']);
		expect(Buffer.from(await file.arrayBuffer())).toEqual(TEXT);
	});

	it('is opened again when it is sent again', async () => {
		const bodies: string[] = [];
		const refuseFirst: Handler = async (request, response) => {
			bodies.push(
				createHash('sha256')
					.update(await buffer(request))
					.digest('hex'),
			);
			response.writeHead(bodies.length === 1 ? 503 : 200).end('{}');
		};
		const file = fileOf(TEXT);
		await withOrigin(refuseFirst, async (url) => {
			const send = post(url, file);
			expect(await failureOf(send())).toMatchObject({ kind: 'status', details: { status: 503 } });
			(await send()).discard();
		});
		expect(file.opened).toBe(2);
		expect(new Set(bodies).size).toBe(1);
	});

	it.each([
		{ what: 'shorter', length: TEXT.length + 1 },
		{ what: 'longer', length: TEXT.length - 1 },
	])('is no fault of the network when the file is $what than it says', async ({ length }) => {
		const read: Handler = async (request, response) => {
			await buffer(request).catch(() => undefined);
			response.end('{}');
		};
		await withOrigin(read, async (url) => {
			const send = post(url, fileOf(TEXT, length));
			await expect(send()).rejects.toEqual(
				new Error('The file does not have the length that it should'),
			);
		});
	});

	it('is no fault of the network when the file cannot be read', async () => {
		const file = { ...fileOf(TEXT), open: () => Promise.reject(new Error('The store is gone')) };
		const read: Handler = async (request) => void (await buffer(request).catch(() => undefined));
		await withOrigin(read, async (url) => {
			const send = post(url, file);
			await expect(send()).rejects.toEqual(new Error('The store is gone'));
		});
	});

	it('is a fault of the network when the server hangs up in the middle', async () => {
		const hangUp: Handler = (request) => void request.once('data', () => request.destroy());
		await withOrigin(hangUp, async (url) => {
			const send = post(url, fileOf(Buffer.alloc(20 * MB)));
			expect(await failureOf(send())).toMatchObject({ kind: 'network' });
		});
	});
});

it.each([
	{ version: 1 as const, path: '/v1/files' },
	{ version: 2 as const, path: '/v2/files' },
])('version $version of the API has a base path of its own', async ({ version, path }) => {
	const asked: Array<string | undefined> = [];
	const answer: Handler = async (request, response) => {
		await buffer(request);
		asked.push(request.url);
		response.end('{}');
	};
	await withOrigin(answer, async (url) => {
		(await post(url, fileOf(TEXT), '/files', version)()).discard();
	});
	expect(asked).toEqual([path]);
});

const OPTIONS: DownloadOptions = {
	maxBytes: MB,
	totalTimeoutMs: 60_000,
	silenceTimeoutMs: 30_000,
	allowsHttp: true,
};

async function bytesOf(url: string, options: Partial<DownloadOptions> = {}): Promise<Buffer> {
	const file = await download(url, { ...OPTIONS, ...options });
	return await buffer(file.bytes);
}

describe('a download', () => {
	it('follows the server to another origin, without the key', async () => {
		const headers: Array<IncomingMessage['headers']> = [];
		const give: Handler = (request, response) => {
			headers.push(request.headers);
			const type = 'text/plain; charset=utf-8';
			response.writeHead(200, { 'content-type': type, 'content-length': TEXT.length }).end(TEXT);
		};
		await withOrigin(give, async (there) => {
			const point: Handler = (request, response) => {
				headers.push(request.headers);
				response.writeHead(302, { location: `${there}/b` }).end();
			};
			await withOrigin(point, async (here) => {
				const file = await download(`${here}/a`, OPTIONS);
				expect(file).toMatchObject({ mediaType: 'text/plain', length: TEXT.length });
				expect(await buffer(file.bytes)).toEqual(TEXT);
			});
		});
		expect(headers).toHaveLength(2);
		for (const { authorization } of headers) expect(authorization).toBeUndefined();
	});

	it('is given up after three redirects', async () => {
		let asked = 0;
		const point: Handler = (_request, response) => {
			asked++;
			response.writeHead(302, { location: '/again' }).end();
		};
		const failure = await withOrigin(point, async (url) => await failureOf(bytesOf(url)));
		expect(failure).toMatchObject({ kind: 'redirect' });
		expect(asked).toBe(4);
	});

	it('is made over https only, also where the server points elsewhere', async () => {
		const failure = await failureOf(bytesOf('http://127.0.0.1:1/a', { allowsHttp: false }));
		expect(failure).toMatchObject({ kind: 'redirect' });
		expect(failure.message).toMatch(/not https/);
	});

	it.each([
		{ what: 'with a length', headers: { 'content-length': '100' } },
		{ what: 'in chunks', headers: {} },
	])('that is cut is an error, $what', async ({ headers }) => {
		const cut: Handler = (_request, response) => {
			response.writeHead(200, headers);
			response.write(TEXT, () => response.destroy());
		};
		const failure = await withOrigin(cut, async (url) => await failureOf(bytesOf(url)));
		expect(['network', 'truncated']).toContain(failure.kind);
	});

	it.each([
		{ what: 'says so', headers: { 'content-length': String(2 * MB) } },
		{ what: 'does not say so', headers: {} },
	])('is given up beyond its limit when the server $what', async ({ headers }) => {
		let gone: Promise<unknown> = Promise.resolve();
		const giveTooMuch: Handler = (request, response) => {
			gone = new Promise((resolve) => request.socket.once('close', resolve));
			response.writeHead(200, headers);
			response.write(Buffer.alloc(2 * MB));
		};
		await withOrigin(giveTooMuch, async (url) => {
			const failure = await failureOf(bytesOf(url));
			expect(failure).toMatchObject({
				kind: 'tooLarge',
				message: 'The file is larger than 1 MB',
			});
			await expect(gone).resolves.toBeDefined();
		});
	});

	it('that drips for ever ends with its time-out', async () => {
		const drip: Handler = (_request, response) => {
			response.writeHead(200);
			const timer = setInterval(() => response.write('.'), 20);
			response.on('close', () => clearInterval(timer));
		};
		const options = { totalTimeoutMs: 300 };
		const failure = await withOrigin(drip, async (url) => await failureOf(bytesOf(url, options)));
		expect(failure).toMatchObject({ kind: 'timeout' });
		expect(failure.message).toMatch(/took longer than/);
	});

	it('tells an abort as one', async () => {
		const abort = new AbortController();
		const stall: Handler = (_request, response) => {
			response.writeHead(200);
			response.write('.', () => abort.abort());
		};
		const options = { signal: abort.signal };
		const failure = await withOrigin(stall, async (url) => await failureOf(bytesOf(url, options)));
		expect(failure.kind).toBe('aborted');
	});

	it('tells a link that has expired', async () => {
		const refuse: Handler = (_request, response) => void response.writeHead(403).end('<Error/>');
		const failure = await withOrigin(refuse, async (url) => await failureOf(bytesOf(url)));
		expect(failure).toMatchObject({ kind: 'status', details: { status: 403 } });
	});
});

describe('a file of 160 MB', () => {
	const serve: Handler = async (request, response) => {
		if (request.method === 'POST') {
			request.resume().once('end', () => response.end('{}'));
			return;
		}
		const count = Number(request.url?.split('/').at(-1));
		response.writeHead(200, { 'content-length': String(count * MB) });
		for (let sent = 0; sent < count; sent++) {
			if (!response.write(Buffer.alloc(MB, sent))) await once(response, 'drain');
		}
		response.end();
	};

	it.each(['upload', 'download'])('takes less than 64 MB of memory more: %s', async (what) => {
		const child = join(__dirname, 'transferChild.ts');
		const { stdout } = await withOrigin(
			serve,
			async (url) =>
				await promisify(execFile)(process.execPath, ['--import', 'tsx', child, what, `${url}/v1`]),
		);
		const { megabytesMore } = JSON.parse(stdout) as { megabytesMore: number };
		expect(megabytesMore).toBeLessThan(64);
	});
});
