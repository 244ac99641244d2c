import { askModel } from '../shared/client/chatCompletions';
import { EventStreamResponse } from './eventStreamResponse';
import { describeFailure } from '../shared/n8n/failure';
import type { PacedClient } from '../shared/client/pacing';
import type { RequestSettings } from '../shared/client/requestSettings';
import type { TogetherClient } from '../shared/client/client';
import { ApiError } from '../shared/http/errors';
import { toChunk } from '../shared/chat/stream/toChunk';
import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionRequest,
	ChatMessage,
} from '../shared/chat/types';
import { CompletionAccumulator } from '../shared/chat/stream/accumulator';
import { OpenAiChunkWriter, saysSomething, toOpenAiCompletion } from './openAiWire';
import { hasCutOffCall } from '../shared/chat/result/toolLoop';
import { GaveUp } from '../shared/run/withRetries';
import { asArray, asString, isObject, parseJson } from '../shared/json';

/** As much of `fetch` as OpenAI's client uses. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

type Streaming = RequestSettings['streaming'];

/** For failures without an answer of the server: n8n's agents read the status of an error. */
const NO_ANSWER = 502;

const CUT_OFF_CALL = 'A tool call was cut off at Max Tokens. Raise Max Tokens, or ask for less.';

/**
 * A `fetch` for OpenAI's client that sends chat completions through ours: paced, retried until the
 * first token, over kept-alive connections, and checked for their end. Anything else is refused, as
 * a chat model asks for nothing else.
 * @param streaming how the API is asked; what the client gets has the form that it asked for
 */
export function createModelFetch(client: PacedClient, streaming: Streaming): Fetch {
	return async (_url, init) => {
		const request = readRequest(init?.body);
		const signal = init?.signal ?? new AbortController().signal;
		if (!request) return errorResponse(new ApiError('malformed', 'Not a chat completion request'));
		return request.stream
			? await streamed(client, streaming, request, signal)
			: await atOnce(client, streaming, request, signal);
	};
}

/** Asks as the node does, for a stream as a rule, and answers in one piece. */
async function atOnce(
	client: PacedClient,
	streaming: Streaming,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	return await askModel({ client, streaming, signal }, request).then(
		(completion) =>
			isCutOff(completion)
				? brokenResponse(CUT_OFF_CALL)
				: Response.json(toOpenAiCompletion(completion)),
		errorResponse,
	);
}

/** Answers once the first token is there; until then a failure may still be retried. */
async function streamed(
	client: PacedClient,
	streaming: Streaming,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	return await new Promise<Response>((resolve, reject) => {
		const events = new EventStreamResponse(resolve);
		const canRepeat = () => !events.hasBegun;
		client
			.send({ model: request.model, canRepeat, signal }, async (api) => {
				events.forget();
				const writer = new OpenAiChunkWriter();
				const accumulator = new CompletionAccumulator();
				const take = (chunk: ChatCompletionChunk) => {
					accumulator.add(chunk);
					events.write(JSON.stringify(writer.write(chunk)), saysSomething(chunk));
				};
				if (streaming === 'off') take(await inOneChunk(api, request, signal));
				else await api.streamChatCompletion(request, take, signal);
				return accumulator.completion();
			})
			.then((completion) => {
				if (isCutOff(completion)) events.fail(new Error(CUT_OFF_CALL));
				else events.end();
			})
			.catch((failure: unknown) => {
				if (events.hasBegun) events.fail(new Error(describeFailure(reasonOf(failure))));
				else resolve(errorResponse(failure));
			})
			// Whoever gave up gets the reason, as `fetch` would give it.
			.catch(reject);
	});
}

async function inOneChunk(
	api: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<ChatCompletionChunk> {
	const { stream_options: _streamed, ...whole } = request;
	return toChunk(await api.createChatCompletion(whole, signal));
}

/** The client would mend the JSON, and call the tool with half of what was meant. */
function isCutOff({ choices }: ChatCompletion): boolean {
	return choices.some(hasCutOffCall);
}

/**
 * In the API's own form, so that the client of OpenAI shows what the server said. An error inside an
 * answer has no status of its own, and n8n would show a stock phrase for any that it is given.
 * @throws what is no failure of the request, and the reason of who gave up
 */
function errorResponse(failure: unknown): Response {
	const error = reasonOf(failure);
	if (!(error instanceof ApiError) || error.kind === 'aborted') throw error;
	const { status = NO_ANSWER, type = error.kind, code = null, param = null } = error.details;
	const message = describeFailure(error);
	if (status < 400) return brokenResponse(message);
	return Response.json({ error: { message, type, code, param } }, { status });
}

/** A response that breaks off at once with a message, which the client throws as it is. */
function brokenResponse(message: string): Response {
	const body = new ReadableStream({ start: (controller) => controller.error(new Error(message)) });
	return new Response(body, { headers: { 'content-type': 'application/json' } });
}

function reasonOf(failure: unknown): unknown {
	return failure instanceof GaveUp ? failure.reason : failure;
}

function readRequest(body: unknown): ChatCompletionRequest | undefined {
	const parsed = typeof body === 'string' ? parseJson(body) : undefined;
	if (!parsed?.ok || !isChatRequest(parsed.value)) return undefined;
	return { ...parsed.value, messages: parsed.value.messages.map(withoutEmptyContent) };
}

/** n8n's agents send an empty list of content parts beside tool calls, where the API knows null. */
function withoutEmptyContent(message: ChatMessage): ChatMessage {
	const { content } = message;
	return Array.isArray(content) && content.length === 0 ? { ...message, content: null } : message;
}

function isChatRequest(value: unknown): value is ChatCompletionRequest {
	return (
		isObject(value) &&
		asString(value['model']) !== undefined &&
		asArray(value['messages']) !== undefined
	);
}
