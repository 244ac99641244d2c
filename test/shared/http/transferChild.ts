/** Uploads or downloads a large file once and tells what memory that took. See `transfers.test.ts`. */
import { createReadStream } from 'node:fs';
import { mkdtemp, rm, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

import { multipartBody } from '../../../nodes/shared/http/body';
import { download } from '../../../nodes/shared/http/download';
import { HttpClient } from '../../../nodes/shared/http/httpClient';

const MB = 1024 * 1024;

async function upload(baseUrl: string, count: number): Promise<void> {
	const path = join(await mkdtemp(join(tmpdir(), 'upload-')), 'a.bin');
	await writeFile(path, '');
	await truncate(path, count * MB);
	const file = {
		name: 'file',
		fileName: 'a.bin',
		mediaType: 'application/octet-stream',
		length: count * MB,
		open: () => Promise.resolve(createReadStream(path)),
	};
	const response = await new HttpClient(
		{ apiKey: 'the-key-of-the-test', baseUrl },
		{ silenceTimeoutMs: 60_000 },
	).send({
		method: 'POST',
		path: '/files',
		body: multipartBody([{ name: 'model', value: 'm' }, file]),
		accept: 'application/json',
	});
	response.discard();
	await rm(dirname(path), { recursive: true });
}

async function fetchFile(baseUrl: string, count: number): Promise<void> {
	const file = await download(`${baseUrl}/files/${count}`, {
		maxBytes: 200 * MB,
		totalTimeoutMs: 120_000,
		silenceTimeoutMs: 60_000,
		allowsHttp: true,
	});
	let size = 0;
	for await (const piece of file.bytes) size += piece.length;
	if (size !== count * MB) throw new Error(`Only ${size} bytes came`);
}

async function main(what: string, baseUrl: string): Promise<void> {
	const transfer = what === 'upload' ? upload : fetchFile;
	// What is loaded once, and garbage that is not collected yet, is no cost of the file.
	await transfer(baseUrl, 16);
	const before = process.resourceUsage().maxRSS;
	await transfer(baseUrl, 160);
	const megabytesMore = (process.resourceUsage().maxRSS - before) / 1024;
	process.stdout.write(JSON.stringify({ megabytesMore }));
}

void main(process.argv[2] ?? '', process.argv[3] ?? '');
