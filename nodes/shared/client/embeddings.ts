import type { Models } from './models';
import type { Pacing } from './pacing';
import { parseEmbeddings, type EmbeddingsAnswer, type EmbeddingUsage } from './parseEmbeddings';
import { isRefusal, WrongModelFinder } from './wrongModel';
import { jsonBody } from '../http/body';
import { ApiError } from '../http/errors';
import type { HttpClient } from '../http/httpClient';
import { readJson } from '../http/readBody';
import type { Outcome, Slot } from '../run/runItems';

/** Texts for one model: https://docs.together.ai/reference/embeddings */
export interface EmbeddingsRequest {
	model: string;
	texts: string[];
}

/** How embeddings are asked for. */
export interface EmbedOptions {
	/** Released while a request waits to be sent again. */
	slot?: Slot | undefined;
	signal: AbortSignal;
}

/** The vector of one text. */
export interface Embedding {
	vector: number[];
	/** What the request of the text used, on its first text only, so that sums stay right. */
	usage?: EmbeddingUsage;
}

/** The largest answer that is read, in bytes: 1,000 vectors of 4,096 numbers are below it. */
const MAX_ANSWER = 128 * 1024 * 1024;

/** The embeddings endpoint. */
export class Embeddings {
	/** How long the vectors of a model are, once there was one. */
	private readonly dimensions = new Map<string, number>();

	private readonly wrongModel: WrongModelFinder;

	constructor(
		private readonly http: HttpClient,
		private readonly pacing: Pacing,
		models: Models,
	) {
		this.wrongModel = new WrongModelFinder(models, 'embedding');
	}

	/**
	 * The vectors of texts, by one request: paced, and asked again where that can help.
	 * @throws {RequestFailed} when it failed for good
	 */
	async create(
		request: EmbeddingsRequest,
		{ slot, signal }: EmbedOptions,
	): Promise<EmbeddingsAnswer> {
		return await this.pacing
			.run({ model: request.model, repeatable: 'freely', slot, signal }, async () =>
				this.checkDimensions(request.model, await this.createOnce(request, signal)),
			)
			.catch(async (error: unknown) => {
				throw await this.wrongModel.explain(request.model, error);
			});
	}

	/**
	 * The vectors of texts, each for itself: a request that the server refuses is asked in halves, until
	 * only the texts fail that are at fault.
	 * @returns one outcome per text, in order
	 * @throws the reason of the signal when it was aborted
	 */
	async createEach(
		{ model, texts }: EmbeddingsRequest,
		options: EmbedOptions,
	): Promise<Array<Outcome<Embedding, unknown>>> {
		try {
			const { vectors, usage } = await this.create({ model, texts }, options);
			return vectors.map((vector, index) => ({
				ok: true,
				value: { vector, ...(index === 0 && usage && { usage }) },
			}));
		} catch (error) {
			options.signal.throwIfAborted();
			if (texts.length === 1 || !isRefusal(error)) return texts.map(() => ({ ok: false, error }));
			const middle = Math.ceil(texts.length / 2);
			const first = { model, texts: texts.slice(0, middle) };
			const second = { model, texts: texts.slice(middle) };
			return [
				...(await this.createEach(first, options)),
				...(await this.createEach(second, options)),
			];
		}
	}

	/** Nothing but model and input is sent: the API knows no more, and refuses what it does not know. */
	private async createOnce(
		{ model, texts }: EmbeddingsRequest,
		signal: AbortSignal,
	): Promise<EmbeddingsAnswer> {
		const response = await this.http.send({
			method: 'POST',
			path: '/embeddings',
			body: jsonBody({ model, input: texts.map(wellFormed) }),
			accept: 'application/json',
			signal,
		});
		return await response.reading(async () =>
			parseEmbeddings(
				await readJson(response, MAX_ANSWER, { wanted: 'a list of embeddings' }),
				texts.length,
			),
		);
	}

	/** Vectors of different lengths cannot be compared, and a vector store takes only one length. */
	private checkDimensions(model: string, answer: EmbeddingsAnswer): EmbeddingsAnswer {
		const { dimensions } = answer;
		const known = this.dimensions.get(model) ?? dimensions;
		this.dimensions.set(model, known);
		if (known === dimensions) return answer;
		throw new ApiError(
			'malformed',
			`The answer has vectors of ${dimensions} numbers, but those before it had ${known}`,
		);
	}
}

/** A text that was cut inside a character holds half of it, which no server reads as UTF-8. */
function wellFormed(text: string): string {
	return text.replace(/\p{Surrogate}/gu, '\ufffd');
}
