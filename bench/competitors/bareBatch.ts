import { Readable } from 'node:stream';

import { request } from 'undici';

/** Rows of a batch as a script would send them: stringified one by one into a form that is streamed. */
export async function uploadBarely(
	baseUrl: string,
	rows: ReadonlyArray<{ customId: string; request: object }>,
): Promise<void> {
	async function* form(): AsyncGenerator<Buffer> {
		yield Buffer.from('--b\r\ncontent-disposition: form-data; name="purpose"\r\n\r\nbatch-api\r\n');
		yield Buffer.from('--b\r\ncontent-disposition: form-data; name="file"; filename="f"\r\n\r\n');
		let text = '';
		for (const { customId, request: body } of rows) {
			text += `${JSON.stringify({ custom_id: customId, body })}\n`;
			if (text.length < 65_536) continue;
			yield await Promise.resolve(Buffer.from(text));
			text = '';
		}
		yield Buffer.from(`${text}\r\n--b--\r\n`);
	}
	const { body } = await request(`${baseUrl}/files/upload`, {
		method: 'POST',
		headers: { 'content-type': 'multipart/form-data; boundary=b' },
		body: Readable.from(form(), { objectMode: false }),
	});
	await body.json();
}

/** The rows of a file, split and parsed, and nothing else. */
export async function readBarely(baseUrl: string, file: string): Promise<unknown[]> {
	const { body } = await request(`${baseUrl}/files/${file}/content`);
	const rows: unknown[] = [];
	const decoder = new TextDecoder();
	let rest = '';
	for await (const piece of body) {
		const lines = (rest + decoder.decode(piece as Buffer, { stream: true })).split('\n');
		rest = lines.pop() ?? '';
		for (const line of lines) rows.push(JSON.parse(line));
	}
	return rows;
}
