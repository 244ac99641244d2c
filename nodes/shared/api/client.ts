import { createHash } from 'node:crypto';

import { ChunkReader, hasError, reportedError } from './chunkReader';
import type { EgressRules } from './egress';
import { excerpt } from './errorBody';
import { ApiError, redact, withoutKey } from './errors';
import { toApiError } from './networkError';
import { parseCompletion } from './parseCompletion';
import { toChunk } from './parseChunk';
import { parseModels } from './parseModels';
import {
	connectionIsFree,
	discard,
	readText,
	send,
	type TransportRequest,
	type TransportResponse,
} from './transport';
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest, Model } from './types';
import { parseJson } from '../unknown';

/** Where and as whom requests are sent. */
export interface ClientOptions {
	apiKey: string;
	/** Without a trailing slash, as `normalizeBaseUrl` gives it. */
	baseUrl: string;
	/** How long the server may be silent, in ms. */
	silenceTimeoutMs: number;
	/** The rules of the host n8n on which addresses may be reached. */
	egress?: EgressRules;
}

/** Largest single answer that is read, in bytes: far above what any model can write. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** As much of an answer that is no completion as is looked at to tell what it is, in bytes. */
const MAX_EXCERPT = 64 * 1024;

/** How long a stream may stay open after its last finish reason without saying `[DONE]`, in ms. */
const FINISH_WAIT_MS = 5_000;

/** How long the end of the body may follow `[DONE]`, in ms: until we go on, and until it is cut. */
const DRAIN_WAIT_MS = 50;
const DRAIN_MS = 1_000;

/** Speaks to the Together API. Whatever goes wrong with a request is thrown as an `ApiError`. */
export class TogetherClient {
	constructor(readonly options: ClientOptions) {}

	/** `POST /chat/completions`, answered in one piece. */
	async createChatCompletion(
		request: ChatCompletionRequest,
		signal?: AbortSignal,
	): Promise<ChatCompletion> {
		return await this.withoutKey(async () => {
			const response = await this.post({ ...request, stream: false }, 'application/json', signal);
			return await this.guard(response, async () =>
				parseCompletion(await this.readJson(response, signal)),
			);
		});
	}

	/**
	 * `POST /chat/completions`, streamed. Resolves when the stream has come to its proper end.
	 * @param onChunk called for every chunk as it arrives; what it throws ends the request and is thrown
	 */
	async streamChatCompletion(
		request: ChatCompletionRequest,
		onChunk: (chunk: ChatCompletionChunk) => void,
		signal?: AbortSignal,
	): Promise<void> {
		const body = { ...request, stream: true, stream_options: { include_usage: true } };
		const clean = (text: string) => this.clean(text);
		await this.withoutKey(async () => {
			const response = await this.post(body, 'text/event-stream', signal);
			await this.guard(response, async () => {
				if (isJson(response)) {
					onChunk(toChunk(parseCompletion(await this.readJson(response, signal))));
				} else {
					await this.readStream(response, new ChunkReader(onChunk, request.n, clean), signal);
				}
			});
		});
	}

	/** `GET /models`: the whole catalogue, also models that need an endpoint of one's own. */
	async listModels(signal?: AbortSignal): Promise<Model[]> {
		return await this.withoutKey(async () => {
			const response = await send(this.request('GET', '/models', 'application/json', signal));
			return await this.guard(response, async () =>
				parseModels(await this.readJson(response, signal)),
			);
		});
	}

	private async post(
		body: ChatCompletionRequest,
		accept: TransportRequest['accept'],
		signal: AbortSignal | undefined,
	): Promise<TransportResponse> {
		const request = this.request('POST', '/chat/completions', accept, signal);
		return await send({ ...request, body: JSON.stringify(body) });
	}

	private request(
		method: TransportRequest['method'],
		path: string,
		accept: TransportRequest['accept'],
		signal: AbortSignal | undefined,
	): TransportRequest {
		const { apiKey, baseUrl, silenceTimeoutMs, egress } = this.options;
		return {
			method,
			url: `${baseUrl}${path}`,
			apiKey,
			accept,
			silenceTimeoutMs,
			...(egress && { egress }),
			...(signal && { signal }),
		};
	}

	private async readJson(
		response: TransportResponse,
		signal: AbortSignal | undefined,
	): Promise<unknown> {
		const { text, isWhole } = await readText(response.body, MAX_ANSWER, signal, this.host);
		if (!isWhole) {
			throw new ApiError('tooLarge', `The answer is larger than ${MAX_ANSWER / 1024 / 1024} MB`);
		}
		if (text.trim() === '') throw emptyBody(response);
		const parsed = parseJson(text);
		if (!parsed.ok) throw notJson(response, this.clean(text));
		if (hasError(parsed.value)) throw reportedError(parsed.value);
		return parsed.value;
	}

	private async readStream(
		response: TransportResponse,
		reader: ChunkReader,
		signal: AbortSignal | undefined,
	): Promise<void> {
		const { body, contentType } = response;
		if (contentType && !contentType.startsWith('text/event-stream')) {
			const { text } = await readText(body, MAX_EXCERPT, signal, this.host);
			throw text.trim() === '' ? emptyBody(response) : notJson(response, this.clean(text));
		}
		let ending: NodeJS.Timeout | undefined;
		try {
			for await (const piece of this.pieces(body, reader, signal)) {
				if (reader.feed(piece)) break;
				if (reader.isFinished) ending ??= setTimeout(() => discard(body), FINISH_WAIT_MS);
			}
		} finally {
			clearTimeout(ending);
		}
		if (reader.isEmpty) throw emptyBody(response);
		reader.end();
		await drain(body);
	}

	/** The pieces of a body. Faults of the connection are told apart from those of who reads them. */
	private async *pieces(
		body: TransportResponse['body'],
		reader: ChunkReader,
		signal: AbortSignal | undefined,
	): AsyncGenerator<Uint8Array, void> {
		const source: AsyncIterable<Uint8Array> = body.iterator({ destroyOnReturn: false });
		try {
			yield* source;
		} catch (error) {
			const fault = toApiError(error, signal, this.host);
			const isAborted = fault instanceof ApiError && fault.kind === 'aborted';
			// Complete but for its last bytes: asking again would be billed again.
			if (isAborted || !reader.isFinished) await Promise.reject(fault);
		}
	}

	/** Reads an answer, adds to an error what its headers said, and lets go of the connection. */
	private async guard<T>(response: TransportResponse, read: () => Promise<T>): Promise<T> {
		const value = await read().catch((error: unknown) => {
			discard(response.body);
			if (!(error instanceof ApiError)) throw error;
			const { status, requestId } = response;
			const details = { status, ...(requestId !== undefined && { requestId }), ...error.details };
			throw new ApiError(error.kind, error.message, details);
		});
		await connectionIsFree();
		return value;
	}

	/** Every method goes through here, so that the key can be in no error. */
	private async withoutKey<T>(call: () => Promise<T>): Promise<T> {
		return await call().catch((error: unknown) => {
			throw error instanceof ApiError ? redact(error, (text) => this.clean(text)) : error;
		});
	}

	private clean(text: string): string {
		return withoutKey(text, this.options.apiKey);
	}

	/** Names key, host and a thing asked for, hashed so that the key is not kept in clear. */
	scopeOf(thing: string): string {
		const scope = JSON.stringify([this.options.apiKey, this.host, thing]);
		return createHash('sha256').update(scope).digest('hex');
	}

	private get host(): string {
		return new URL(this.options.baseUrl).host;
	}
}

function isJson({ contentType }: TransportResponse): boolean {
	return contentType.startsWith('application/json');
}

function emptyBody({ status }: TransportResponse): ApiError {
	return new ApiError('truncated', `The server answered ${status} with an empty body`);
}

function notJson({ status, contentType }: TransportResponse, text: string): ApiError {
	const form = contentType ? contentType.split(';')[0] : 'an unknown type';
	return new ApiError(
		'malformed',
		`The server answered ${status} with something that is not a completion (${form}): ${excerpt(text)}`,
	);
}

/**
 * Reads what little follows `[DONE]`, so that the connection is free for the next request. A server
 * that keeps the body open is not waited for, and loses the connection after a while.
 */
async function drain(body: TransportResponse['body']): Promise<void> {
	if (body.readableEnded || body.destroyed) return;
	await new Promise<void>((resolve) => {
		const goOn = setTimeout(resolve, DRAIN_WAIT_MS);
		const giveUp = setTimeout(() => body.destroy(), DRAIN_MS);
		body.once('error', () => {});
		body.once('close', () => {
			clearTimeout(goOn);
			clearTimeout(giveUp);
			resolve();
		});
		body.resume();
	});
}
