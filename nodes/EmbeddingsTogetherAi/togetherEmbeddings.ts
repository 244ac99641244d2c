import type { ISupplyDataFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import type { TogetherClient } from '../shared/client/client';
import { cutOffWarning, withInstruction } from '../shared/client/embeddingInput';
import type { Embedding } from '../shared/client/embeddings';
import type { RequestSettings } from '../shared/client/requestSettings';
import { isRefusal } from '../shared/client/wrongModel';
import { sentText } from '../shared/form/sentText';
import { ApiError } from '../shared/http/errors';
import { addHint } from '../shared/n8n/hint';
import { runLogged } from '../shared/n8n/subNodeLog';
import { runItems, type Outcome } from '../shared/run/runItems';
import { RequestFailed } from '../shared/run/withRetries';

/** What the form says. */
export interface EmbeddingsForm {
	model: string;
	/** Put before questions; empty for none. */
	instruction: string;
	/** How many texts are sent in a request, at most. */
	batchSize: number;
	settings: RequestSettings;
}

/**
 * Embeddings with the methods by which n8n and LangChain call them. It is no object of LangChain's, as a
 * copy of our own would not be that of n8n.
 */
export class TogetherEmbeddings {
	private hasHinted = false;

	constructor(
		private readonly context: ISupplyDataFunctions,
		private readonly itemIndex: number,
		private readonly client: TogetherClient,
		private readonly form: EmbeddingsForm,
	) {}

	/**
	 * The vectors of documents, in their order.
	 * @throws {NodeFailure} naming the document where one is at fault
	 */
	async embedDocuments(documents: string[]): Promise<number[][]> {
		const { model } = this.form;
		const call = {
			type: NodeConnectionTypes.AiEmbedding,
			event: 'ai-document-embedded',
			input: { documents },
			describe: (embeddings: Embedding[]) => this.describe(embeddings, documents),
		} as const;
		const embeddings = await runLogged(this.context, this.itemIndex, call, async () => {
			const name = (at: number) => `Document ${at + 1} of ${documents.length}`;
			const texts = documents.map((text, at) => sentText(text, name(at)));
			this.hint(cutOffWarning(model, texts));
			return await this.embedInBatches(texts, name);
		});
		return embeddings.map(({ vector }) => vector);
	}

	/**
	 * The vector of a question.
	 * @throws {NodeFailure} when the question is empty, or the request failed
	 */
	async embedQuery(query: string): Promise<number[]> {
		const { model, instruction } = this.form;
		const call = {
			type: NodeConnectionTypes.AiEmbedding,
			event: 'ai-query-embedded',
			input: { query },
			describe: (embeddings: Embedding[]) => this.describe(embeddings, [query]),
		} as const;
		const [embedding] = await runLogged(this.context, this.itemIndex, call, async () => {
			const text = withInstruction(instruction, sentText(query, 'Query'));
			this.hint(cutOffWarning(model, [text]));
			return await this.embedInBatches([text], () => 'Query');
		});
		return embedding?.vector ?? [];
	}

	/** @param name what a text is called in an error, by its place */
	private async embedInBatches(
		texts: string[],
		name: (at: number) => string,
	): Promise<Embedding[]> {
		const { model, batchSize, settings } = this.form;
		const batches = await runItems<Embedding[], unknown>(
			{
				count: Math.ceil(texts.length / batchSize),
				concurrency: settings.maxConcurrency,
				keepGoing: false,
				toFailure: (error) => error,
				signal: this.context.getExecutionCancelSignal(),
			},
			async (batch, slot, signal) => {
				const start = batch * batchSize;
				const request = { model, texts: texts.slice(start, start + batchSize) };
				const outcomes = await this.client.embeddings.createEach(request, { slot, signal });
				return outcomes.map((outcome, at) => valueOf(outcome, name(start + at)));
			},
		);
		return batches.flatMap((batch) => (batch.ok ? batch.value : []));
	}

	/** Vectors are long, and every execution is stored: the logs show how many there are. */
	private describe(embeddings: Embedding[], texts: string[]) {
		const { model } = this.form;
		const used = embeddings.flatMap(({ usage }) => usage ?? []);
		const sum = (name: 'promptTokens' | 'totalTokens') =>
			used.reduce((total, usage) => total + usage[name], 0);
		const warning = cutOffWarning(model, texts);
		return {
			embeddings: embeddings.length,
			dimensions: embeddings[0]?.vector.length ?? 0,
			model,
			...(used.length > 0 && {
				tokenUsage: { promptTokens: sum('promptTokens'), totalTokens: sum('totalTokens') },
			}),
			...(warning && { warning }),
		};
	}

	/** Once: the logs of each call have their own numbers. */
	private hint(warning: string | undefined): void {
		if (!warning || this.hasHinted) return;
		this.hasHinted = true;
		addHint(this.context, 'warning', warning);
	}
}

/** Only where the server refused one text does it help to know which. */
function valueOf(outcome: Outcome<Embedding, unknown>, name: string): Embedding {
	if (outcome.ok) return outcome.value;
	const { error } = outcome;
	if (error instanceof RequestFailed && error.reason instanceof ApiError && isRefusal(error)) {
		const { kind, message, details } = error.reason;
		throw new RequestFailed(new ApiError(kind, `${name}: ${message}`, details), error.attempts);
	}
	throw error;
}
