import { createHash } from 'node:crypto';

import type { RequestSettings } from './requestSettings';
import type { ApiError } from '../http/errors';
import type { Account } from '../http/httpClient';
import { isRefusal, isServerError, judgeFailure, type Repeatable } from '../http/retry';
import { rateLimiterFor } from '../run/rateLimiter';
import type { Slot } from '../run/runItems';
import { RequestFailed, withRetries } from '../run/withRetries';

/** One request as seen from outside: what it asks of, and how it may be repeated. */
export interface PacedRequest {
	/** The limits of the API hold per model. */
	model: string;
	/** A property of the endpoint. */
	repeatable: Repeatable;
	/** False once repeating would be seen, for instance when tokens were shown in a chat. */
	canRepeat?: (() => boolean) | undefined;
	/** Released while the request waits to be sent again. */
	slot?: Slot | undefined;
	signal: AbortSignal;
}

/**
 * Sends requests at the pace the account allows, and again where that can help. Once the account was
 * refused, requests that were not sent yet fail with the same words: it lasts for one run.
 */
export class Pacing {
	private readonly scopes = new Map<string, string>();

	private refusal: ApiError | undefined;

	constructor(
		private readonly account: Account,
		private readonly settings: Pick<
			RequestSettings,
			'maxRetries' | 'requestsPerMinute' | 'giveUpAfterMs'
		>,
	) {}

	/**
	 * Runs one request, attempt by attempt.
	 * @throws {RequestFailed} with the last `ApiError` and the number of attempts
	 */
	async run<T>(request: PacedRequest, attempt: () => Promise<T>): Promise<T> {
		const { model, repeatable, canRepeat, slot, signal } = request;
		const { maxRetries, requestsPerMinute, giveUpAfterMs } = this.settings;
		let serverErrors = 0;
		let sent = 0;
		return await withRetries(
			{
				limiter: rateLimiterFor(this.scopeOf(model)),
				maxRetries,
				giveUpAfterMs,
				spacingMs: requestsPerMinute > 0 ? 60_000 / requestsPerMinute : 0,
				judge: (error) => {
					if (isServerError(error)) serverErrors++;
					const verdict = judgeFailure(error, { repeatable, serverErrors });
					if (isRefusal(error) && !verdict.mayRetry) this.refusal ??= error;
					return { ...verdict, mayRetry: verdict.mayRetry && (canRepeat?.() ?? true) };
				},
				...(slot && { slot }),
				signal,
			},
			async () => {
				if (this.refusal) throw this.refusal;
				sent++;
				return await attempt();
			},
		).catch((error: unknown) => {
			throw error instanceof RequestFailed ? new RequestFailed(error.reason, sent) : error;
		});
	}

	private scopeOf(model: string): string {
		const scope = this.scopes.get(model) ?? scopeOf(this.account, model);
		this.scopes.set(model, scope);
		return scope;
	}
}

/**
 * Names a thing asked for of an account, for what is shared in the process by all who ask for the
 * same. Hashed, so that the key is not kept in clear.
 */
export function scopeOf({ apiKey, extraHeader, baseUrl }: Account, thing: string): string {
	const scope = JSON.stringify([apiKey, extraHeader, baseUrl, thing]);
	return createHash('sha256').update(scope).digest('hex');
}
