import { createHash } from 'node:crypto';

import { ChunkReader } from '../chat/stream/chunkReader';
import type { EgressRules } from '../host/egress';
import { ApiError, redact } from '../http/errors';
import { parseCompletion } from '../chat/parseCompletion';
import { parseModels } from './models';
import {
	isJson,
	readJsonAnswer,
	readStreamedAnswer,
	whileReading,
	type ReadingContext,
} from '../http/readAnswer';
import { withoutSecrets, type Secrets } from '../http/secrets';
import { toChunk } from '../chat/stream/toChunk';
import { send, type TransportRequest, type TransportResponse } from '../http/transport';
import type {
	ChatCompletion,
	ChatCompletionChunk,
	ChatCompletionRequest,
	Model,
} from '../chat/types';

/** Where and as whom requests are sent. */
export interface ClientOptions extends Secrets {
	/** Without a trailing slash, as `normalizeBaseUrl` gives it. */
	baseUrl: string;
	/** How long the server may be silent, in ms. */
	silenceTimeoutMs: number;
	/** The rules of the host n8n on which addresses may be reached. */
	egress?: EgressRules;
	/** What sends the requests, where it is not our own transport. */
	send?: typeof send;
}

/** How a stream came to its end. */
export interface StreamEnd {
	/** True when what came is an answer, but nothing shows that it is all of it. */
	isInDoubt: boolean;
}

/** Speaks to the Together API. Whatever goes wrong with a request is thrown as an `ApiError`. */
export class TogetherClient {
	constructor(readonly options: ClientOptions) {}

	/** `POST /chat/completions`, answered in one piece. */
	async createChatCompletion(
		request: ChatCompletionRequest,
		signal?: AbortSignal,
	): Promise<ChatCompletion> {
		return await this.withoutSecrets(async () => {
			const response = await this.post({ ...request, stream: false }, 'application/json', signal);
			return await whileReading(response, async () =>
				parseCompletion(await readJsonAnswer(response, this.reading(signal))),
			);
		});
	}

	/**
	 * `POST /chat/completions`, streamed. Resolves when the stream has come to its proper end.
	 * @param onChunk called for every chunk as it arrives; what it throws ends the request and is thrown
	 * @throws {ApiError} `truncated` when it broke off: without `[DONE]` it needs a finish reason for every
	 * choice, and JSON as the arguments of every call
	 */
	async streamChatCompletion(
		request: ChatCompletionRequest,
		onChunk: (chunk: ChatCompletionChunk) => void,
		signal?: AbortSignal,
	): Promise<StreamEnd> {
		const body = { ...request, stream: true, stream_options: { include_usage: true } };
		return await this.withoutSecrets(async () => {
			const response = await this.post(body, 'text/event-stream', signal);
			return await whileReading(response, async () => {
				if (await isJson(response, this.reading(signal))) {
					onChunk(toChunk(parseCompletion(await readJsonAnswer(response, this.reading(signal)))));
					return { isInDoubt: false };
				}
				const reader = new ChunkReader(onChunk, request.n, (text) => this.clean(text));
				await readStreamedAnswer(response, reader, this.reading(signal));
				return { isInDoubt: reader.isEndInDoubt };
			});
		});
	}

	/** `GET /models`: the whole catalogue, also models that need an endpoint of one's own. */
	async listModels(signal?: AbortSignal): Promise<Model[]> {
		return await this.withoutSecrets(async () => {
			const response = await this.send(this.request('GET', '/models', 'application/json', signal));
			return await whileReading(response, async () =>
				parseModels(await readJsonAnswer(response, this.reading(signal))),
			);
		});
	}

	private async post(
		body: ChatCompletionRequest,
		accept: TransportRequest['accept'],
		signal: AbortSignal | undefined,
	): Promise<TransportResponse> {
		const request = this.request('POST', '/chat/completions', accept, signal);
		return await this.send({ ...request, body: JSON.stringify(body) });
	}

	private async send(request: TransportRequest): Promise<TransportResponse> {
		return await (this.options.send ?? send)(request);
	}

	private request(
		method: TransportRequest['method'],
		path: string,
		accept: TransportRequest['accept'],
		signal: AbortSignal | undefined,
	): TransportRequest {
		const { apiKey, extraHeader, baseUrl, silenceTimeoutMs, egress } = this.options;
		return {
			method,
			url: `${baseUrl}${path}`,
			apiKey,
			...(extraHeader && { extraHeader }),
			accept,
			silenceTimeoutMs,
			...(egress && { egress }),
			...(signal && { signal }),
		};
	}

	/** Every method goes through here, so that no secret can be in an error. */
	private async withoutSecrets<T>(call: () => Promise<T>): Promise<T> {
		return await call().catch((error: unknown) => {
			throw error instanceof ApiError ? redact(error, (text) => this.clean(text)) : error;
		});
	}

	private reading(signal: AbortSignal | undefined): ReadingContext {
		return { host: this.host, clean: (text) => this.clean(text), signal };
	}

	private clean(text: string): string {
		return withoutSecrets(text, this.options);
	}

	/** Names key, extra header, host and a thing asked for, hashed so that no secret is kept in clear. */
	scopeOf(thing: string): string {
		const { apiKey, extraHeader } = this.options;
		const scope = JSON.stringify([apiKey, extraHeader, this.host, thing]);
		return createHash('sha256').update(scope).digest('hex');
	}

	private get host(): string {
		return new URL(this.options.baseUrl).host;
	}
}
