import type { IDataObject, ISupplyDataFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { readRequestSettings } from '../shared/client/requestSettings';
import { sentText } from '../shared/form/sentText';
import { number, text } from '../shared/form/values';
import { openClient } from '../shared/n8n/connection';
import { toNodeError } from '../shared/n8n/failure';
import { runLogged } from '../shared/n8n/subNodeLog';

/** A document as LangChain has it, as far as it is used here. */
export interface RerankedDocument {
	pageContent: string;
	metadata: IDataObject;
}

/** What n8n's vector stores call: the method has the name that LangChain's rerankers have. */
export interface Reranker {
	/**
	 * The documents that fit a query best, best first, each a copy with its `relevanceScore` in the metadata.
	 * @throws {NodeFailure} when a text is empty, or the request failed
	 */
	compressDocuments<Document extends RerankedDocument>(
		documents: Document[],
		query: string,
	): Promise<Document[]>;
}

/**
 * The reranker for the node it is connected to.
 * @throws {NodeFailure} when a field or the credential cannot be used
 */
export async function supplyReranker(
	context: ISupplyDataFunctions,
	itemIndex: number,
): Promise<Reranker> {
	return await openReranker(context, itemIndex).catch((error: unknown) => {
		throw toNodeError(context.getNode(), error, itemIndex);
	});
}

async function openReranker(context: ISupplyDataFunctions, itemIndex: number): Promise<Reranker> {
	const { model, topN, settings } = readForm(context, itemIndex);
	const client = await openClient(context, settings);
	const signal = context.getExecutionCancelSignal() ?? new AbortController().signal;
	return {
		async compressDocuments(documents, query) {
			const call = {
				type: NodeConnectionTypes.AiReranker,
				event: 'ai-document-reranked',
				input: { query, documents: documents.map(toLog) },
				describe: (kept: RerankedDocument[]) => ({ model, documents: kept.map(toLog) }),
			} as const;
			return await runLogged(context, itemIndex, call, async () => {
				if (documents.length === 0) return [];
				const request = {
					model,
					topN,
					query: sentText(query, 'Query'),
					documents: documents.map(({ pageContent }, at) =>
						sentText(pageContent, `Document ${at + 1} of ${documents.length}`),
					),
				};
				const ranked = await client.rerank.rank(request, { signal });
				return ranked.flatMap(({ index, relevanceScore }) => {
					const document = documents[index];
					if (!document) return [];
					return [{ ...document, metadata: { ...document.metadata, relevanceScore } }];
				});
			});
		},
	};
}

function readForm(context: ISupplyDataFunctions, itemIndex: number) {
	const read = (name: string): unknown => context.getNodeParameter(name, itemIndex, undefined);
	const model: unknown = context.getNodeParameter('model', itemIndex, undefined, {
		extractValue: true,
	});
	return {
		model: text(model, 'Model'),
		topN: number({ min: 1, integer: true })(read('topN'), 'Top N'),
		settings: readRequestSettings(read('requests')),
	};
}

function toLog({ pageContent, metadata }: RerankedDocument): IDataObject {
	return { pageContent, metadata };
}
