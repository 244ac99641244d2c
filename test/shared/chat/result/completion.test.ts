import { completionOf } from '../../../support/choices';
import { readCompletion } from '../../../../nodes/shared/chat/result/completion';
import type { ChatCompletion } from '../../../../nodes/shared/chat/types';

/** An answer with one choice for every finish reason. */
function answerOf(...reasons: Array<string | null>): ChatCompletion {
	const completion = completionOf({ content: 'Hi' });
	const [choice] = completion.choices;
	if (!choice) throw new Error('The completion has no choice');
	const choices = reasons.map((finish_reason, index) => ({ ...choice, index, finish_reason }));
	return { ...completion, choices };
}

function warningsOf(completion: ChatCompletion, n?: number): string[] | undefined {
	const { body } = readCompletion(completion, n === undefined ? {} : { n });
	return body.warnings?.map(({ message }) => message);
}

it.each([
	{ reasons: ['stop'], n: undefined },
	{ reasons: ['length', 'eos'], n: 2 },
])('warns of nothing with $reasons where $n was asked for', ({ reasons, n }) => {
	expect(warningsOf(answerOf(...reasons), n)).toBeUndefined();
});

it.each([
	{
		reasons: [null],
		n: 1,
		warnings: ['The server did not say why the answer ended: it may be incomplete.'],
	},
	{
		reasons: ['stop', null],
		n: 2,
		warnings: ['The server did not say why 1 of 2 answers ended: it may be incomplete.'],
	},
	{
		reasons: [null, null],
		n: 3,
		warnings: [
			'The server gave 2 of 3 choices.',
			'The server did not say why 2 of 2 answers ended: they may be incomplete.',
		],
	},
	{
		reasons: ['stop', null],
		n: 1,
		warnings: ['The server gave 2 choices where 1 was asked for: only the first is kept.'],
	},
	{ reasons: ['stop'], n: 5, warnings: ['The server gave 1 of 5 choices.'] },
])(
	'warns of an unexplained end with $reasons where $n was asked for',
	({ reasons, n, warnings }) => {
		expect(warningsOf(answerOf(...reasons), n)).toEqual(warnings);
	},
);

it('keeps the warnings of the server', () => {
	const completion = { ...answerOf(null), warnings: [{ message: 'Careful' }] };
	expect(warningsOf(completion)).toHaveLength(2);
	expect(warningsOf(completion)?.[0]).toBe('Careful');
});
