import { z } from 'zod';

const contentPart = z.object({ type: z.string(), text: z.string().optional() }).passthrough();

const message = z
	.object({
		role: z.string(),
		content: z.union([z.string(), z.array(contentPart)]).nullish(),
	})
	.passthrough();

const tool = z.object({
	type: z.literal('function'),
	function: z
		.object({ name: z.string(), parameters: z.record(z.unknown()).nullish() })
		.passthrough(),
});

const responseFormat = z
	.object({
		type: z.string(),
		pattern: z.string().nullish(),
		schema: z.record(z.unknown()).nullish(),
		json_schema: z
			.object({ schema: z.record(z.unknown()).nullish() })
			.passthrough()
			.nullish(),
	})
	.passthrough();

const chatRequest = z
	.object({
		model: z.string().min(1),
		messages: z.array(message).min(1),
		stream: z.boolean().nullish(),
		stream_options: z.object({ include_usage: z.boolean().nullish() }).passthrough().nullish(),
		max_tokens: z.number().int().min(1).nullish(),
		n: z.number().int().min(1).max(128).nullish(),
		stop: z.union([z.string(), z.array(z.string())]).nullish(),
		seed: z.number().nullish(),
		logprobs: z.number().int().min(0).max(20).nullish(),
		echo: z.boolean().nullish(),
		reasoning: z.object({ enabled: z.boolean().nullish() }).passthrough().nullish(),
		response_format: responseFormat.nullish(),
		tools: z.array(tool).nullish(),
		tool_choice: z
			.union([z.string(), z.object({ function: z.object({ name: z.string() }) }).passthrough()])
			.nullish(),
	})
	.passthrough();

/** A chat request that passed the API's validation. Parameters not listed stay as they came. */
export type ChatRequest = z.infer<typeof chatRequest>;

export type ParsedRequest =
	{ ok: true; request: ChatRequest } | { ok: false; message: string; param: string | null };

/** Checks a request body as the API does; the first thing wrong decides the answer. */
export function parseChatRequest(body: unknown): ParsedRequest {
	const result = chatRequest.safeParse(body);
	if (result.success) return { ok: true, request: result.data };
	const issue = result.error.issues[0];
	const param = issue?.path.join('.') || null;
	const reason = issue?.message ?? 'Invalid body';
	return {
		ok: false,
		message: `Input validation error${param === null ? '' : `: \`${param}\``}: ${reason}`,
		param,
	};
}

/** The text of a message's content, whether it is a string or a list of parts. */
export function contentText(content: ChatRequest['messages'][number]['content']): string {
	if (typeof content === 'string') return content;
	return (content ?? []).map((part) => part.text ?? '').join('');
}

/**
 * The text of the last user message of any request body, '' when there is none. Tests use it to
 * tell requests apart, so it takes bodies that were not validated.
 */
export function lastUserText(body: unknown): string {
	const parsed = z.object({ messages: z.array(message) }).safeParse(body);
	if (!parsed.success) return '';
	return contentText(parsed.data.messages.filter(({ role }) => role === 'user').at(-1)?.content);
}
