import { z } from 'zod';

import type { Shared } from '../../resource';
import { modelAccess } from '../../shared/catalogue';
import { toCompletion } from '../chat/completion';
import { planCompletion } from '../chat/plan';
import { parseChatRequest } from '../chat/request';
import type { RowFate } from './job';

/** What a job leaves: files, or why it failed as a whole. */
export type JobResult =
	{ ok: true; model: string; output: string; errors: string } | { ok: false; error: string };

/** The longest row, in bytes. */
const LONGEST_ROW = 10 * 1024 * 1024;

/** Types of models that speak. */
const SPEAKING = ['chat', 'language'];

const row = z.object({
	custom_id: z.string(),
	body: z.object({ model: z.string().optional() }).passthrough(),
});

/**
 * Runs all rows of a file, as the API does: one broken line fails the job, a row that is refused fails
 * alone, and the results have an order of their own.
 */
export function runJob(shared: Shared, file: Buffer | undefined): JobResult {
	if (!file) return fail('error reading input file: file not found');
	const lines = file.toString('utf8').split('\n').filter(Boolean);
	const rows: Array<z.infer<typeof row>> = [];
	for (const [at, line] of lines.entries()) {
		if (Buffer.byteLength(line) > LONGEST_ROW) return fail('error reading input file');
		const parsed = parseRow(line);
		if (!parsed) return fail(`Failed to calculate tokens: input format error: Line ${at + 1}`);
		rows.push(parsed);
	}
	const model = rows[0]?.body.model ?? '';
	if (modelAccess(model, SPEAKING) === 'notServerless') {
		return fail(`Invalid model ID: Unable to access non-serverless model ${model}`);
	}
	const output: string[] = [];
	const errors: string[] = [];
	for (const [position, { custom_id, body }] of rows.entries()) {
		const id = `br_${shared.ids.uuid()}`;
		const head = { id, custom_id };
		const fate = shared.options.batch?.row?.(custom_id, position);
		const answer = answerRow(body, { id, index: position, fate }, shared);
		if (fate === 'missing') continue;
		if (fate === 'unread') output.push(`{"id":"${id}","custom_id":"${custom_id}","respon`);
		else if (answer.ok) output.push(JSON.stringify({ ...head, response: answer.response }));
		else errors.push(JSON.stringify({ ...head, error: answer.error }));
	}
	const shuffled = (all: string[]) =>
		all
			.reverse()
			.map((one) => `${one}\n`)
			.join('');
	return { ok: true, model, output: shuffled(output), errors: shuffled(errors) };
}

function fail(error: string): JobResult {
	return { ok: false, error };
}

function parseRow(line: string): z.infer<typeof row> | undefined {
	try {
		return row.safeParse(JSON.parse(line)).data;
	} catch {
		return undefined;
	}
}

type RowAnswer = { ok: true; response: object } | { ok: false; error: object };

function answerRow(
	body: Record<string, unknown>,
	{ id, index, fate }: { id: string; index: number; fate: RowFate },
	{ options }: Shared,
): RowAnswer {
	const refuse = (message: string): RowAnswer => {
		return { ok: false, error: { code: 'batch_client_error', message } };
	};
	if (fate === 'refused') return refuse('The request was refused');
	const parsed = parseChatRequest(body);
	if (!parsed.ok) return refuse(parsed.message);
	const { request } = parsed;
	if (Array.isArray(request.stop) && request.stop.length > 4) return refuse('stop: at most 4');
	if (modelAccess(request.model, SPEAKING) === 'unknown') {
		return refuse(`Unable to access model ${request.model}`);
	}
	const created = Math.floor(Date.now() / 1_000);
	const plan = planCompletion(request, { id, index, created, reply: options.reply });
	return { ok: true, response: { status_code: 200, body: toCompletion(plan) } };
}
