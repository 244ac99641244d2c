import { parseRanking } from '../../../nodes/shared/client/parseRanking';

const result = (index: unknown, relevance_score: unknown) => ({ index, relevance_score });

describe('a ranking', () => {
	it.each(['results', 'choices'])('is read from %s, best first', (name) => {
		expect(parseRanking({ [name]: [result(1, 0.2), result(0, 0.9)] }, 2, 2)).toEqual([
			{ index: 0, relevanceScore: 0.9 },
			{ index: 1, relevanceScore: 0.2 },
		]);
	});

	it('is cut to as many as are wanted', () => {
		expect(parseRanking({ results: [result(1, 0.2), result(0, -0.9)] }, 2, 1)).toEqual([
			{ index: 1, relevanceScore: 0.2 },
		]);
	});

	it.each([
		{ what: 'no list', value: {}, says: 'is not a ranking' },
		{ what: 'nothing', value: null, says: 'is not a ranking' },
		{ what: 'too few', value: { results: [result(0, 1)] }, says: 'ranks 1 documents of 2' },
		{
			what: 'one twice',
			value: { results: [result(0, 1), result(0, 2)] },
			says: 'ranks a document twice',
		},
		...[2, -1, 0.5, '0', undefined].map((index) => ({
			what: `an index of ${index}`,
			value: { results: [result(0, 1), result(index, 1)] },
			says: 'ranks a document that was not sent',
		})),
		...['1', null, undefined].map((score) => ({
			what: `a score of ${score}`,
			value: { results: [result(0, 1), result(1, score)] },
			says: 'has no score for document 2 of 2',
		})),
	])('is refused with $what', ({ value, says }) => {
		expect(() => parseRanking(value, 2, 2)).toThrow(`The answer ${says}`);
	});
});
