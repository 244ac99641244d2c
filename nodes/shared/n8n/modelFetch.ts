import { askModel } from './askModel';
import { EventStreamResponse } from './eventStreamResponse';
import { describeFailure } from './failure';
import type { PacedClient } from './pacedClient';
import { ApiError } from '../api/errors';
import type { ChatCompletionRequest, ChatMessage } from '../api/types';
import { CompletionAccumulator } from '../chat/accumulator';
import {
	hasCutOffCall,
	OpenAiChunkWriter,
	saysSomething,
	toOpenAiCompletion,
} from '../chat/openAiWire';
import { GaveUp } from '../run/attempts';
import { asArray, asString, isObject, parseJson } from '../unknown';

/** As much of `fetch` as OpenAI's client uses. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** For failures without an answer of the server: n8n's agents read the status of an error. */
const NO_ANSWER = 502;

const CUT_OFF_CALL = 'A tool call was cut off at Max Tokens. Raise Max Tokens, or ask for less.';

/**
 * A `fetch` for OpenAI's client that sends chat completions through ours: paced, retried until the
 * first token, over kept-alive connections, and checked for their end. Anything else is refused, as
 * a chat model asks for nothing else.
 */
export function createModelFetch(client: PacedClient): Fetch {
	return async (_url, init) => {
		const request = readRequest(init?.body);
		const signal = init?.signal ?? new AbortController().signal;
		if (!request) return errorResponse(new ApiError('malformed', 'Not a chat completion request'));
		return request.stream
			? await streamed(client, request, signal)
			: await atOnce(client, request, signal);
	};
}

/** Asks for a stream as the node does, also where the client wants an answer in one piece. */
async function atOnce(
	client: PacedClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	return await askModel({ client, streaming: 'auto', signal }, request).then(
		(completion) => Response.json(toOpenAiCompletion(completion)),
		errorResponse,
	);
}

/** Answers once the first token is there; until then a failure may still be retried. */
async function streamed(
	client: PacedClient,
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
				await api.streamChatCompletion(
					request,
					(chunk) => {
						accumulator.add(chunk);
						events.write(JSON.stringify(writer.write(chunk)), saysSomething(chunk));
					},
					signal,
				);
				return accumulator.completion();
			})
			.then((completion) => {
				// The client would mend the JSON, and call the tool with half of what was meant.
				if (hasCutOffCall(completion)) events.fail(new Error(CUT_OFF_CALL));
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

/**
 * In the API's own form, so that the client of OpenAI shows what the server said.
 * @throws what is no failure of the request, and the reason of who gave up
 */
function errorResponse(failure: unknown): Response {
	const error = reasonOf(failure);
	if (!(error instanceof ApiError) || error.kind === 'aborted') throw error;
	const { status = NO_ANSWER, type = error.kind, code = null, param = null } = error.details;
	return Response.json(
		{ error: { message: describeFailure(error), type, code, param } },
		{ status: status >= 400 ? status : NO_ANSWER },
	);
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
