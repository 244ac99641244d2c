import type { PacedClient } from './pacedClient';
import { adviceFor } from './advice';
import { ApiError } from '../api/errors';
import type { TogetherClient } from '../api/client';
import type { ChatCompletionRequest } from '../api/types';
import { toOpenAiChunk, toOpenAiCompletion } from '../chat/openAiWire';
import { GaveUp } from '../run/attempts';
import { asArray, asString, isObject } from '../unknown';

/** As much of `fetch` as OpenAI's client uses. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

const EVENT_STREAM = { 'content-type': 'text/event-stream' };

/** For failures without an answer of the server: n8n's agents read the status of an error. */
const NO_ANSWER = 502;

/**
 * A `fetch` for OpenAI's client that sends chat completions through ours: paced, retried until the
 * first token, over kept-alive connections, and checked for their end. Anything else is refused, as
 * a chat model asks for nothing else.
 */
export function createModelFetch(client: PacedClient): Fetch {
	return async (_url, init) => {
		const request = parseRequest(init?.body);
		const signal = init?.signal ?? new AbortController().signal;
		if (!request) return errorResponse(new ApiError('malformed', 'Not a chat completion request'));
		return request.stream
			? await streamed(client, request, signal)
			: await atOnce(client, request, signal);
	};
}

async function atOnce(
	client: PacedClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	const asking = { model: request.model, canRepeat: () => true, signal };
	return await client
		.send(asking, async (api) => await api.createChatCompletion(request, signal))
		.then((completion) => Response.json(toOpenAiCompletion(completion)), errorResponse);
}

/** Answers once the first chunk is there; until then a failure may still be retried. */
async function streamed(
	client: PacedClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	const encoder = new TextEncoder();
	return await new Promise((resolve) => {
		let stream: ReadableStreamDefaultController<Uint8Array> | undefined;
		const write = (data: string) => stream?.enqueue(encoder.encode(`data: ${data}\n\n`));
		const begin = () => {
			const body = new ReadableStream<Uint8Array>({
				start: (controller) => {
					stream = controller;
				},
			});
			resolve(new Response(body, { headers: EVENT_STREAM }));
		};
		const ask = async (api: TogetherClient) =>
			await api.streamChatCompletion(
				request,
				(chunk) => {
					if (!stream) begin();
					write(JSON.stringify(toOpenAiChunk(chunk)));
				},
				signal,
			);
		const end = () => {
			write('[DONE]');
			stream?.close();
		};
		const fail = (error: unknown) => {
			if (stream) stream.error(error instanceof GaveUp ? error.reason : error);
			else resolve(errorResponse(error));
		};
		client
			.send({ model: request.model, canRepeat: () => !stream, signal }, ask)
			.then(end)
			.catch(fail);
	});
}

/** In the API's own form, so that the client of OpenAI shows what the server said. */
function errorResponse(failure: unknown): Response {
	const error = failure instanceof GaveUp ? failure.reason : failure;
	if (!(error instanceof ApiError) || error.kind === 'aborted') throw error;
	const { status = NO_ANSWER, type = error.kind, code = null, param = null } = error.details;
	const message = `${error.message}. ${adviceFor(error)}`;
	return Response.json(
		{ error: { message, type, code, param } },
		{ status: status >= 400 ? status : NO_ANSWER },
	);
}

function parseRequest(body: unknown): ChatCompletionRequest | undefined {
	if (typeof body !== 'string') return undefined;
	const parsed: unknown = JSON.parse(body);
	return isChatRequest(parsed) ? parsed : undefined;
}

function isChatRequest(value: unknown): value is ChatCompletionRequest {
	return (
		isObject(value) &&
		asString(value['model']) !== undefined &&
		asArray(value['messages']) !== undefined
	);
}
