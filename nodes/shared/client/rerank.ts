import type { Models } from './models';
import type { Pacing } from './pacing';
import { parseRanking, type RankedDocument } from './parseRanking';
import { WRONG_MODEL, WrongModelFinder } from './wrongModel';
import { jsonBody } from '../http/body';
import { ApiError } from '../http/errors';
import type { HttpClient } from '../http/httpClient';
import { readJson } from '../http/readBody';
import type { Slot } from '../run/runItems';
import { RequestFailed } from '../run/withRetries';

/** Documents to order: https://docs.together.ai/reference/rerank-1 */
export interface RerankRequest {
	model: string;
	query: string;
	documents: string[];
	/** How many of them are wanted, the best ones. */
	topN: number;
}

/** How a ranking is asked for. */
export interface RerankOptions {
	/** Released while the request waits to be sent again. */
	slot?: Slot | undefined;
	signal: AbortSignal;
}

/** The largest answer that is read, in bytes: it holds numbers only. */
const MAX_ANSWER = 16 * 1024 * 1024;

/** The rerank endpoint. No model serves it without a dedicated endpoint. */
export class Rerank {
	private readonly wrongModel: WrongModelFinder;

	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
		models: Models,
	) {
		this.wrongModel = new WrongModelFinder(models, 'rerank');
	}

	/**
	 * Orders documents by how well they fit a query: paced, and asked again where that can help.
	 * @returns the best ones, best first
	 * @throws {RequestFailed} when it failed for good
	 */
	async rank(request: RerankRequest, { slot, signal }: RerankOptions): Promise<RankedDocument[]> {
		const { model } = request;
		return await this.pacing
			.run(
				{ model, repeatable: 'freely', slot, signal },
				async () => await this.rankOnce(request, signal),
			)
			.catch(async (error: unknown) => {
				throw withEndpointAdvice(await this.wrongModel.explain(model, error));
			});
	}

	private async rankOnce(
		{ model, query, documents, topN }: RerankRequest,
		signal: AbortSignal,
	): Promise<RankedDocument[]> {
		const wanted = Math.min(topN, documents.length);
		const response = await this.http.send({
			method: 'POST',
			path: '/rerank',
			body: jsonBody({ model, query, documents, top_n: wanted }),
			accept: 'application/json',
			signal,
		});
		return await response.reading(async () =>
			parseRanking(
				await readJson(response, MAX_ANSWER, { wanted: 'a ranking' }),
				documents.length,
				wanted,
			),
		);
	}
}

/** The API only says that the model is not serverless, of which there is none for this. */
function withEndpointAdvice(error: unknown): unknown {
	if (!(error instanceof RequestFailed) || !(error.reason instanceof ApiError)) return error;
	const { kind, message, details } = error.reason;
	const isMissing = details.code?.startsWith('model_not') || /non-serverless/i.test(message);
	if (!isMissing || details.code === WRONG_MODEL) return error;
	const reason = new ApiError(kind, message, { ...details, code: 'rerank_needs_endpoint' });
	return new RequestFailed(reason, error.attempts);
}
