import { z } from 'zod';

import type { StandIn, StandInOptions } from '../../sandbox/standIn';
import { ask, get, like, withStandIn } from './client';
import { call } from './serving';

const job = z
	.object({
		id: z.string(),
		status: z.string(),
		output_file_id: z.string().optional(),
		error_file_id: z.string().optional(),
	})
	.passthrough();

async function upload(standIn: StandIn, text: string): Promise<string> {
	const boundary = 'boundary';
	const part = (name: string, value: string, file = '') =>
		`--${boundary}\r\ncontent-disposition: form-data; name="${name}"${file}\r\n\r\n${value}\r\n`;
	const { statusCode, body } = await call(standIn, 'POST', '/v1/files/upload', {
		headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
		body: [
			part('purpose', 'batch-api'),
			part('file_name', 'rows.jsonl'),
			part('file', text, '; filename="rows.jsonl"'),
			`--${boundary}--\r\n`,
		].join(''),
	});
	expect(statusCode).toBe(200);
	return z.object({ id: z.string() }).parse(await body.json()).id;
}

async function create(standIn: StandIn, file: string): Promise<string> {
	const { statusCode, body } = await call(standIn, 'POST', '/v1/batches', {
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify({ endpoint: '/v1/chat/completions', input_file_id: file }),
	});
	expect(statusCode).toBe(201);
	return z.object({ job }).parse(await body.json()).job.id;
}

async function look(standIn: StandIn, id: string) {
	return job.parse((await get(standIn, `/batches/${id}`)).json());
}

function rows(...texts: string[]): string {
	return texts
		.map((text, at) => `${JSON.stringify({ custom_id: `${at}`, body: ask(text) })}\n`)
		.join('');
}

async function lines(standIn: StandIn, file: string | undefined): Promise<unknown[]> {
	const { text } = await get(standIn, `/files/${file}/content`);
	return text
		.trim()
		.split('\n')
		.map((line): unknown => JSON.parse(line));
}

/** Runs rows to the end of their job. */
async function run(options: StandInOptions, text: string) {
	return await withStandIn(options, async (standIn) => {
		const id = await create(standIn, await upload(standIn, text));
		const statuses: string[] = [];
		for (let at = 0; at < 3; at++) statuses.push((await look(standIn, id)).status);
		const ended = await look(standIn, id);
		const { output_file_id: output, error_file_id: error } = ended;
		return {
			statuses,
			ended,
			output: output && (await lines(standIn, output)),
			errors: error && (await lines(standIn, error)),
		};
	});
}

describe('a batch job', () => {
	it('goes on as it is looked at, and answers in an order of its own', async () => {
		const { statuses, ended, output, errors } = await run({}, rows('a', 'b', 'c'));

		expect(statuses).toEqual(['VALIDATING', 'IN_PROGRESS', 'COMPLETED']);
		expect(ended).toMatchObject({ progress: 100, model_id: like(/Llama/) });
		expect(output).toMatchObject([
			{ custom_id: '2', response: { status_code: 200, body: { object: 'chat.completion' } } },
			{ custom_id: '1' },
			{ custom_id: '0' },
		]);
		expect(errors).toBeUndefined();
	});

	it('tells rows that failed in a file of their own', async () => {
		const { output, errors } = await run({ batch: { row: () => 'refused' } }, rows('a'));

		expect(output).toBeUndefined();
		expect(errors).toMatchObject([
			{ custom_id: '0', error: { code: 'batch_client_error', message: like(/refused/) } },
		]);
	});

	it('leaves no file where no row came to an end', async () => {
		const { ended, output, errors } = await run({ batch: { row: () => 'missing' } }, rows('a'));

		expect([ended.status, output, errors]).toEqual(['COMPLETED', undefined, undefined]);
	});

	it('fails as a whole for one broken line, which nobody saw before', async () => {
		const { ended } = await run({}, `${rows('a')}{"custom_id":\n`);

		expect(ended).toMatchObject({ status: 'FAILED', error: like(/input format error: Line 2/) });
	});

	it('fails as a whole for a file that is not there', async () => {
		await withStandIn({}, async (standIn) => {
			const id = await create(standIn, 'file-nowhere');
			for (let at = 0; at < 3; at++) await look(standIn, id);
			expect(await look(standIn, id)).toMatchObject({ status: 'FAILED', error: like(/not found/) });
		});
	});

	it('is cancelled in two steps, and only while it runs', async () => {
		await withStandIn({}, async (standIn) => {
			const id = await create(standIn, await upload(standIn, rows('a')));
			const cancel = async () => await call(standIn, 'POST', `/v1/batches/${id}/cancel`);

			const first = await cancel();
			expect(await first.body.json()).toMatchObject({ id, status: 'CANCELING' });
			expect((await look(standIn, id)).status).toBe('CANCELLED');
			const second = await cancel();
			expect(second.statusCode).toBe(409);
			expect(await second.body.json()).toMatchObject({
				error: 'Cannot cancel job - already in terminal state: CANCELLED',
			});
		});
	});

	it('that does not exist is an error in the words of batches', async () => {
		await withStandIn({}, async (standIn) => {
			const { status, json } = await get(standIn, '/batches/none');
			expect(status).toBe(404);
			expect(json()).toMatchObject({ error: 'Job not found', request_id: like(/./) });
		});
	});

	it('is in the list, a bare array', async () => {
		await withStandIn({}, async (standIn) => {
			const id = await create(standIn, 'file-any');
			expect((await get(standIn, '/batches')).json()).toMatchObject([{ id }]);
		});
	});
});
