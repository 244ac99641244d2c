import { parseEmbeddings } from '../../../nodes/shared/client/parseEmbeddings';

const answer = (...data: unknown[]) => ({ object: 'list', model: 'm', data });
const vector = (index: number, embedding: unknown) => ({ object: 'embedding', index, embedding });
const base64 = (...numbers: number[]) =>
	Buffer.from(new Float32Array(numbers).buffer).toString('base64');

describe('an answer with embeddings', () => {
	it('is put in the order of the texts', () => {
		expect(parseEmbeddings(answer(vector(1, [3, 4]), vector(0, [1, 2])), 2)).toEqual({
			vectors: [
				[1, 2],
				[3, 4],
			],
			dimensions: 2,
		});
	});

	it('is in order where it has no index', () => {
		const { vectors } = parseEmbeddings(answer({ embedding: [1] }, { embedding: [2] }), 2);
		expect(vectors).toEqual([[1], [2]]);
	});

	it('may be base64 of floats', () => {
		const { vectors, dimensions } = parseEmbeddings(answer(vector(0, base64(0.5, -2))), 1);
		expect([vectors, dimensions]).toEqual([[[0.5, -2]], 2]);
	});

	it('tells its tokens, where it has them', () => {
		const usage = (value: unknown) =>
			parseEmbeddings({ ...answer(vector(0, [1])), usage: value }, 1).usage;
		expect(usage({ prompt_tokens: 3, total_tokens: 4 })).toEqual({
			promptTokens: 3,
			totalTokens: 4,
		});
		expect(usage({ prompt_tokens: 3 })).toEqual({ promptTokens: 3, totalTokens: 3 });
		expect(usage(null)).toBeUndefined();
	});

	it.each([
		{ what: 'no object', value: [], says: 'is not a list of embeddings' },
		{ what: 'no data', value: {}, says: 'is not a list of embeddings' },
		{ what: 'fewer vectors', value: answer(vector(0, [1])), says: 'has 1 vectors for 2 texts' },
		{
			what: 'more vectors',
			value: answer(vector(0, [1]), vector(1, [1]), vector(2, [1])),
			says: 'has 3 vectors for 2 texts',
		},
		{
			what: 'an index twice',
			value: answer(vector(1, [1]), vector(1, [1])),
			says: 'has two vectors for text 2 of 2',
		},
		...[2, -1, 0.5, 'one', null].map((index) => ({
			what: `an index of ${index}`,
			value: answer(vector(0, [1]), { index, embedding: [1] }),
			says: 'has a vector for a text that was not sent',
		})),
		{
			what: 'a vector of another length',
			value: answer(vector(0, [1, 2]), vector(1, [1])),
			says: 'has 1 numbers for text 2 of 2, but 2 for the first',
		},
		...[[], undefined, [1, '2'], [null], [Infinity], {}, '', 'no base64', 'QUI=', base64(NaN)].map(
			(embedding) => ({
				what: `a vector that is ${JSON.stringify(embedding)}`,
				value: answer(vector(0, [1]), vector(1, embedding)),
				says: 'has no vector for text 2 of 2',
			}),
		),
	])('is refused with $what', ({ value, says }) => {
		expect(() => parseEmbeddings(value, 2)).toThrow(`The answer ${says}`);
	});
});
