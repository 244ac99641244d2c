import { request, type Dispatcher } from 'undici';
import { z } from 'zod';

import { startStandIn, type StandIn, type StandInOptions } from '../../sandbox/standIn';

export const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';

/** Matchers typed as unknown: as `any` they would switch the checks off around them. */
export const anyNumber: unknown = expect.any(Number);
export const anyString: unknown = expect.any(String);
export const anyObject: unknown = expect.any(Object);
export const like = (pattern: RegExp): unknown => expect.stringMatching(pattern);

export interface Answer {
	status: number;
	headers: Record<string, string | string[] | undefined>;
	text: string;
	json: () => unknown;
}

const choice = z.object({
	index: z.number(),
	finish_reason: z.string().nullable(),
	logprobs: z.unknown(),
	message: z.record(z.unknown()).optional(),
	delta: z.record(z.unknown()).optional(),
});

const body = z
	.object({
		id: z.string(),
		choices: z.array(choice.partial().passthrough()),
		usage: z.record(z.unknown()).nullable(),
	})
	.passthrough();

export type Body = z.infer<typeof body>;

/** Runs a body against a stand-in that is closed afterwards, whatever happens. */
export async function withStandIn<T>(
	options: StandInOptions,
	use: (standIn: StandIn) => Promise<T>,
): Promise<T> {
	const standIn = await startStandIn(options);
	try {
		return await use(standIn);
	} finally {
		await standIn.close();
	}
}

export async function get(standIn: StandIn, path: string, key = 'any'): Promise<Answer> {
	const response = await request(`${standIn.url}${path}`, {
		headers: { authorization: `Bearer ${key}` },
	});
	return await answerOf(response);
}

export async function post(
	standIn: StandIn,
	content: Record<string, unknown> | string,
	headers: Record<string, string> = { authorization: 'Bearer any' },
): Promise<Answer> {
	const response = await request(`${standIn.url}/chat/completions`, {
		method: 'POST',
		headers: { 'content-type': 'application/json', ...headers },
		body: typeof content === 'string' ? content : JSON.stringify(content),
	});
	return await answerOf(response);
}

async function answerOf({ statusCode, headers, body }: Dispatcher.ResponseData): Promise<Answer> {
	const text = await body.text();
	return { status: statusCode, headers, text, json: (): unknown => JSON.parse(text) };
}

/** A chat request with one user message. */
export function ask(content: string, rest: Record<string, unknown> = {}): Record<string, unknown> {
	return { model: MODEL, messages: [{ role: 'user', content }], ...rest };
}

export async function complete(standIn: StandIn, asked: Record<string, unknown>): Promise<Body> {
	return body.parse((await post(standIn, asked)).json());
}

/** The JSON of every event of a streamed answer; fails unless the stream ends with `[DONE]`. */
export async function stream(standIn: StandIn, asked: Record<string, unknown>): Promise<Body[]> {
	const { text } = await post(standIn, { ...asked, stream: true });
	const events = text.split('\n\n');
	expect(events.splice(-2)).toEqual(['data: [DONE]', '']);
	return events.map((event) => {
		expect(event.startsWith('data: ')).toBe(true);
		return body.parse(JSON.parse(event.slice('data: '.length)));
	});
}

/** What a field of the deltas adds up to for one choice. */
export function joined(chunks: readonly Body[], field: string, index = 0): string {
	return chunks
		.flatMap(({ choices }) => choices)
		.filter((entry) => entry.index === index)
		.map((entry) => z.string().optional().parse(entry.delta?.[field]) ?? '')
		.join('');
}
