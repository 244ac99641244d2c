import type { RequestSettings } from './requestSettings';
import { isServerError, judgeFailure } from '../http/retry';
import type { TogetherClient } from './client';
import { persist } from '../run/withRetries';
import { limiterFor } from '../run/rateLimiters';
import type { Place } from '../run/runItems';

/** One request as seen from outside: what it asks of, and how it may be repeated. */
export interface PacedRequest {
	/** The limits of the API hold per model. */
	model: string;
	/** False once repeating would be seen, for instance when tokens were shown in a chat. */
	canRepeat: () => boolean;
	place?: Place;
	signal: AbortSignal;
}

/** Sends requests at the pace the account allows, and again where that can help. */
export class PacedClient {
	private readonly scopes = new Map<string, string>();

	constructor(
		private readonly client: TogetherClient,
		private readonly settings: Pick<RequestSettings, 'maxRetries' | 'requestsPerMinute'>,
	) {}

	/**
	 * Runs one request of the client.
	 * @throws {GaveUp} with the last `ApiError` and the number of attempts
	 */
	async send<T>(request: PacedRequest, ask: (client: TogetherClient) => Promise<T>): Promise<T> {
		const { model, canRepeat, place, signal } = request;
		const { maxRetries, requestsPerMinute } = this.settings;
		let serverErrors = 0;
		return await persist(
			{
				limiter: limiterFor(this.scopeOf(model)),
				maxRetries,
				spacingMs: requestsPerMinute > 0 ? 60_000 / requestsPerMinute : 0,
				judge: (error) => {
					if (isServerError(error)) serverErrors++;
					const verdict = judgeFailure(error, serverErrors);
					return { ...verdict, mayRetry: verdict.mayRetry && canRepeat() };
				},
				...(place && { place }),
				signal,
			},
			async () => await ask(this.client),
		);
	}

	private scopeOf(model: string): string {
		const scope = this.scopes.get(model) ?? this.client.scopeOf(model);
		this.scopes.set(model, scope);
		return scope;
	}
}
