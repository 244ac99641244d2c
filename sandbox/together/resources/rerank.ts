import { z } from 'zod';

import type { ApiRequest, Resource, Shared } from '../resource';
import { json, type Answer } from '../shared/answer';
import { invalidRequest, refusal } from '../shared/errors';

const rerankRequest = z
	.object({
		model: z.string().min(1),
		query: z.string().min(1),
		documents: z.array(z.string().min(1)).min(1),
		top_n: z.number().int().min(1).optional(),
		return_documents: z.boolean().optional(),
	})
	.strict();

/** Rankings by the words that a document shares with the query. */
export const rerank: Resource = [
	{ method: 'POST', path: '/v1/rerank', handle: rank, asksModel: true },
];

async function rank(asked: ApiRequest, { admission }: Shared): Promise<Answer> {
	const { id } = asked;
	const parsed = rerankRequest.safeParse(asked.body.value);
	if (!parsed.success) {
		const [issue] = parsed.error.issues;
		const param = issue?.path.join('.') || null;
		return refusal(invalidRequest(`Input validation error: ${issue?.message}`, param), id);
	}
	const { model, query, documents, top_n = documents.length } = parsed.data;
	// No model ranks without a dedicated endpoint.
	const refused = await admission.enter(asked, model, []);
	if (refused) return refusal(refused, id);
	const wanted = wordsOf(query);
	const results = documents
		.map((text, index) => ({ index, relevance_score: sharedWords(wordsOf(text), wanted) }))
		.sort((a, b) => b.relevance_score - a.relevance_score)
		.slice(0, top_n);
	return json({ object: 'rerank', id, model, results });
}

function wordsOf(text: string): Set<string> {
	return new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu));
}

/** From 0 to 1: how many of the wanted words there are. */
function sharedWords(words: Set<string>, wanted: Set<string>): number {
	const found = [...wanted].filter((word) => words.has(word)).length;
	return wanted.size === 0 ? 0 : found / wanted.size;
}
