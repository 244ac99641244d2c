import { EventStreamResponse } from './eventStreamResponse';
import { OpenAiChunkWriter, saysSomething, toOpenAiCompletion } from './openAiWire';
import type { Completion } from '../shared/chat/result/completion';
import type { ChatCompletionChunk, ChatCompletionRequest, ChatMessage } from '../shared/chat/types';
import type { CompletionWatcher } from '../shared/client/chatCompletions';
import type { TogetherClient } from '../shared/client/client';
import { ApiError } from '../shared/http/errors';
import { asArray, asString, isObject, parseJson } from '../shared/json';
import { describeFailure } from '../shared/n8n/failure';
import { RequestFailed } from '../shared/run/withRetries';

/** As much of `fetch` as OpenAI's client uses. */
export type Fetch = (url: string | URL | Request, init?: RequestInit) => Promise<Response>;

/** For failures without an answer of the server: n8n's agents read the status of an error. */
const NO_ANSWER = 502;

const CUT_OFF_CALL = 'A tool call was cut off at Max Tokens. Raise Max Tokens, or ask for less.';

/**
 * A `fetch` for OpenAI's client that sends chat completions through ours: paced, retried until the
 * first token, over kept-alive connections, and checked for their end. How the API is asked is decided
 * by the settings of the client; what comes back has the form that OpenAI's asked for. Anything else
 * is refused, as a chat model asks for nothing else.
 */
export function createModelFetch(client: TogetherClient): Fetch {
	return async (_url, init) => {
		const asked = readRequest(init?.body);
		const signal = init?.signal ?? new AbortController().signal;
		if (!asked) return errorResponse(new ApiError('malformed', 'Not a chat completion request'));
		return asked.isStreamed
			? await answerInPieces(client, asked.request, signal)
			: await answerAtOnce(client, asked.request, signal);
	};
}

async function answerAtOnce(
	client: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	return await client.chat.complete(request, { signal }).then((completion) => {
		const fault = faultOfCalls(completion);
		return fault === undefined
			? Response.json(toOpenAiCompletion(completion.body))
			: brokenResponse(fault);
	}, errorResponse);
}

/** The response begins with the first chunk that says something, so that a failure before it has a status. */
async function answerInPieces(
	client: TogetherClient,
	request: ChatCompletionRequest,
	signal: AbortSignal,
): Promise<Response> {
	return await new Promise((resolve, reject) => {
		const events = new EventStreamResponse(resolve);
		client.chat
			.complete(request, { watcher: new ForwardedRequest(events), signal })
			.then((completion) => {
				const fault = faultOfCalls(completion);
				if (fault === undefined) events.end();
				else events.fail(new Error(fault));
			})
			.catch((failure: unknown) => {
				if (events.hasBegun) events.fail(new Error(describeFailure(causeOf(failure))));
				else resolve(errorResponse(failure));
			})
			// A caller that aborted gets its reason, as from any `fetch`.
			.catch(reject);
	});
}

/** Hands the chunks of a request on as they arrive. */
class ForwardedRequest implements CompletionWatcher {
	private writer = new OpenAiChunkWriter();

	constructor(private readonly events: EventStreamResponse) {}

	get hasShown(): boolean {
		return this.events.hasBegun;
	}

	begin(): void {
		this.events.forget();
		this.writer = new OpenAiChunkWriter();
	}

	add(chunks: ChatCompletionChunk[]): void {
		for (const chunk of chunks) {
			this.events.write(JSON.stringify(this.writer.write(chunk)), saysSomething(chunk));
		}
	}

	end(): void {
		const last = this.writer.end();
		if (last) this.events.write(JSON.stringify(last), true);
	}
}

/**
 * Why the calls of a completion cannot be handed on: the client would mend broken JSON, and the tool
 * would be called with half of what was meant.
 */
function faultOfCalls({ choices }: Completion): string | undefined {
	if (choices.some(({ ending }) => ending === 'cutOffCall')) return CUT_OFF_CALL;
	const calls = choices.flatMap(({ toolCalls }) => toolCalls);
	const broken = calls.find((call) => !parseJson(call.text).ok);
	return broken && `The model called ${broken.name} with arguments that are not valid JSON.`;
}

/**
 * In the API's own form, so that the client of OpenAI shows what the server said. An error inside an
 * answer has no status of its own, and n8n would show a stock phrase for any that it is given.
 * @throws any other error, and the reason of the signal when the caller aborted the request
 */
function errorResponse(failure: unknown): Response {
	const error = causeOf(failure);
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

function causeOf(failure: unknown): unknown {
	return failure instanceof RequestFailed ? failure.reason : failure;
}

/** What OpenAI's client asks for, and in which form it wants the answer. */
function readRequest(
	body: unknown,
): { request: ChatCompletionRequest; isStreamed: boolean } | undefined {
	const parsed = typeof body === 'string' ? parseJson(body) : undefined;
	if (!parsed?.ok || !isChatRequest(parsed.value)) return undefined;
	const { stream = false, stream_options: _options, messages, ...rest } = parsed.value;
	const request = { ...rest, messages: messages.map(withoutEmptyContent) };
	return { request, isStreamed: stream };
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
