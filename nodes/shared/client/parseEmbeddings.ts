import { ApiError } from '../http/errors';
import { asArray, asNumber, asObject, asString } from '../json';

/** The tokens of one request. */
export interface EmbeddingUsage {
	promptTokens: number;
	totalTokens: number;
}

/** An answer of the embeddings endpoint, checked. */
export interface EmbeddingsAnswer {
	/** One per text, in the order of the texts. */
	vectors: number[][];
	/** How many numbers each of them has. */
	dimensions: number;
	usage?: EmbeddingUsage;
}

/**
 * Reads the answer to a request for embeddings. Each vector is a list of numbers, or base64 of
 * little-endian 32-bit floats, which some servers send unasked.
 * @param count how many texts were sent
 * @throws {ApiError} `malformed` unless there is exactly one vector per text, all of one length
 */
export function parseEmbeddings(value: unknown, count: number): EmbeddingsAnswer {
	const answer = asObject(value);
	const data = asArray(answer?.['data']);
	if (!data) fail('is not a list of embeddings');
	if (data.length !== count) fail(`has ${data.length} vectors for ${count} texts`);
	const vectors: number[][] = [];
	for (const [position, entry] of data.entries()) {
		const { index, embedding } = asObject(entry) ?? {};
		const at = index === undefined ? position : asNumber(index);
		if (at === undefined || !Number.isInteger(at) || at < 0 || at >= count) {
			fail(`has a vector for a text that was not sent`);
		}
		if (vectors[at]) fail(`has two vectors for text ${at + 1} of ${count}`);
		vectors[at] = parseVector(embedding) ?? fail(`has no vector for text ${at + 1} of ${count}`);
	}
	const dimensions = vectors[0]?.length ?? 0;
	const odd = vectors.findIndex((vector) => vector.length !== dimensions);
	if (odd >= 0) {
		const length = vectors[odd]?.length;
		fail(`has ${length} numbers for text ${odd + 1} of ${count}, but ${dimensions} for the first`);
	}
	const usage = parseUsage(answer?.['usage']);
	return { vectors, dimensions, ...(usage && { usage }) };
}

function parseVector(value: unknown): number[] | undefined {
	const text = asString(value);
	const numbers = text === undefined ? asArray(value) : decodeFloats(text);
	return numbers && numbers.length > 0 && numbers.every(isFiniteNumber) ? numbers : undefined;
}

function decodeFloats(base64: string): number[] | undefined {
	const bytes = Buffer.from(base64, 'base64');
	const isBase64 = bytes.toString('base64') === base64;
	if (!isBase64 || bytes.length % 4 !== 0) return undefined;
	return Array.from({ length: bytes.length / 4 }, (_, index) => bytes.readFloatLE(index * 4));
}

function isFiniteNumber(value: unknown): value is number {
	return Number.isFinite(value);
}

function parseUsage(value: unknown): EmbeddingUsage | undefined {
	const usage = asObject(value);
	const promptTokens = asNumber(usage?.['prompt_tokens']);
	if (promptTokens === undefined) return undefined;
	return { promptTokens, totalTokens: asNumber(usage?.['total_tokens']) ?? promptTokens };
}

function fail(problem: string): never {
	throw new ApiError('malformed', `The answer ${problem}`);
}
