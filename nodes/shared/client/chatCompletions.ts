import type { Pacing } from './pacing';
import type { RequestSettings } from './requestSettings';
import { parseCompletion } from '../chat/parseCompletion';
import { readCompletion, type Completion } from '../chat/result/completion';
import { CompletionStream } from '../chat/stream/completionStream';
import { toChunk } from '../chat/stream/toChunk';
import type { ChatCompletion, ChatCompletionChunk, ChatCompletionRequest } from '../chat/types';
import { jsonBody } from '../http/body';
import type { HttpClient } from '../http/httpClient';
import { readJson } from '../http/readBody';
import type { Slot } from '../run/runItems';

/** Follows a completion while it arrives. */
export interface CompletionWatcher {
	/** A request is sent: what came of one before it does not count any more. */
	begin(): void;
	/** Chunks that arrived together. */
	add(chunks: ChatCompletionChunk[]): void;
	/** The request was answered to its end. */
	end(): void;
	/** True once something was shown that cannot be taken back: then nothing is asked again. */
	readonly hasShown: boolean;
}

/** How a completion is asked for. */
export interface CompleteOptions {
	watcher?: CompletionWatcher | undefined;
	/** Released while the request waits to be sent again. */
	slot?: Slot | undefined;
	signal: AbortSignal;
}

/** The largest answer that is read in one piece, in bytes: far above what any model can write. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** The chat completions endpoint. */
export class ChatCompletions {
	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
		private readonly settings: Pick<RequestSettings, 'streaming'>,
	) {}

	/**
	 * Gets a completion, streamed or not: paced, asked again where that can help, checked for its end.
	 * @throws {RequestFailed} when it failed for good
	 */
	async complete(
		request: ChatCompletionRequest,
		{ watcher, slot, signal }: CompleteOptions,
	): Promise<Completion> {
		const isStreamed = shouldStream(this.settings.streaming, request);
		const completion = await this.pacing.run(
			{
				model: request.model,
				repeatable: 'freely',
				canRepeat: watcher && (() => !watcher.hasShown),
				slot,
				signal,
			},
			async () => {
				watcher?.begin();
				const completion = isStreamed
					? await this.followStream(request, watcher, signal)
					: await this.create(request, signal);
				if (!isStreamed) watcher?.add([toChunk(completion)]);
				watcher?.end();
				return completion;
			},
		);
		return readCompletion(completion, request);
	}

	/** `POST /chat/completions` once, answered in one piece. */
	async create(request: ChatCompletionRequest, signal?: AbortSignal): Promise<ChatCompletion> {
		const response = await this.post({ ...request, stream: false }, 'application/json', signal);
		return await response.reading(async () =>
			parseCompletion(await readJson(response, MAX_ANSWER)),
		);
	}

	/** `POST /chat/completions` once, streamed. */
	async stream(request: ChatCompletionRequest, signal?: AbortSignal): Promise<CompletionStream> {
		const body = { ...request, stream: true, stream_options: { include_usage: true } };
		const response = await this.post(body, 'text/event-stream', signal);
		return new CompletionStream(response, request.n ?? 1);
	}

	private async followStream(
		request: ChatCompletionRequest,
		watcher: CompletionWatcher | undefined,
		signal: AbortSignal,
	): Promise<ChatCompletion> {
		const stream = await this.stream(request, signal);
		for await (const chunks of stream) watcher?.add(chunks);
		return stream.completion();
	}

	private async post(body: object, accept: string, signal: AbortSignal | undefined) {
		return await this.http.send({
			method: 'POST',
			path: '/chat/completions',
			body: jsonBody(body),
			accept,
			signal,
		});
	}
}

/** Streaming is how the API is asked, except where an answer in one piece carries more. */
function shouldStream(
	streaming: RequestSettings['streaming'],
	{ echo, logprobs }: ChatCompletionRequest,
): boolean {
	if (streaming !== 'auto') return streaming === 'on';
	return echo !== true && logprobs === undefined;
}
