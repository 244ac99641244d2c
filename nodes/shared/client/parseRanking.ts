import { ApiError } from '../http/errors';
import { asArray, asNumber, asObject } from '../json';

/** A document by its place among those that were sent, and how well it fits. */
export interface RankedDocument {
	index: number;
	/** The higher, the better; its range is that of the model. */
	relevanceScore: number;
}

/**
 * Reads the answer to a request for a ranking. The list is called `results`, and `choices` in a part of
 * the API's documentation.
 * @param count how many documents were sent
 * @param wanted how many of them are wanted
 * @returns as many as wanted, best first
 * @throws {ApiError} `malformed` when one is missing, twice or not among those that were sent
 */
export function parseRanking(value: unknown, count: number, wanted: number): RankedDocument[] {
	const answer = asObject(value);
	const results = asArray(answer?.['results']) ?? asArray(answer?.['choices']);
	if (!results) fail('is not a ranking');
	if (results.length < wanted) fail(`ranks ${results.length} documents of ${wanted}`);
	const ranked = results.map((result) => parseResult(result, count));
	if (new Set(ranked.map(({ index }) => index)).size < ranked.length)
		fail('ranks a document twice');
	return ranked.sort((a, b) => b.relevanceScore - a.relevanceScore).slice(0, wanted);
}

function parseResult(value: unknown, count: number): RankedDocument {
	const result = asObject(value);
	const index = asNumber(result?.['index']);
	const relevanceScore = asNumber(result?.['relevance_score']);
	if (index === undefined || !Number.isInteger(index) || index < 0 || index >= count) {
		fail('ranks a document that was not sent');
	}
	if (relevanceScore === undefined) fail(`has no score for document ${index + 1} of ${count}`);
	return { index, relevanceScore };
}

function fail(problem: string): never {
	throw new ApiError('malformed', `The answer ${problem}`);
}
