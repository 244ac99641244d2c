import { simplifyLogprobs } from '../../../nodes/shared/chat/logprobs';

const HELLO = [
	{ token: 'Hello', logprob: -0.1 },
	{ token: '!', logprob: -0.5 },
];

it.each([null, undefined, {}, { tokens: [] }, { content: [] }, { content: null, tokens: null }])(
	'gives nothing for %j',
	(logprobs) => {
		expect(simplifyLogprobs(logprobs)).toEqual([]);
	},
);

it.each([
	{ shape: 'parallel lists', logprobs: { tokens: ['Hello', '!'], token_logprobs: [-0.1, -0.5] } },
	{
		shape: 'a list of entries',
		logprobs: { content: HELLO.map((entry) => ({ ...entry, bytes: [1], top_logprobs: [] })) },
	},
])('reads $shape', ({ logprobs }) => {
	expect(simplifyLogprobs(logprobs)).toEqual(HELLO);
});

const ALTERNATIVES = [
	{
		token: 'Hello',
		logprob: -0.1,
		top: [
			{ token: 'Hello', logprob: -0.1 },
			{ token: 'Hi', logprob: -2 },
		],
	},
];

it.each([
	{
		shape: 'parallel lists',
		logprobs: {
			tokens: ['Hello'],
			token_logprobs: [-0.1],
			top_logprobs: [{ Hi: -2, Hello: -0.1 }],
		},
	},
	{
		shape: 'a list of entries',
		logprobs: {
			content: [
				{
					token: 'Hello',
					logprob: -0.1,
					top_logprobs: [
						{ token: 'Hi', logprob: -2 },
						{ token: 'Hello', logprob: -0.1 },
					],
				},
			],
		},
	},
])('gives the alternatives of $shape, the most likely first', ({ logprobs }) => {
	expect(simplifyLogprobs(logprobs)).toEqual(ALTERNATIVES);
});

it('leaves out entries that are not complete', () => {
	expect(
		simplifyLogprobs({
			tokens: ['a', null, 'c', 'd'],
			token_logprobs: [-1, -1, null, -3],
			top_logprobs: [{ a: 'x' }],
		}),
	).toEqual([
		{ token: 'a', logprob: -1 },
		{ token: 'd', logprob: -3 },
	]);
	expect(simplifyLogprobs({ content: ['a', { token: 'b' }, { token: 'c', logprob: -1 }] })).toEqual(
		[{ token: 'c', logprob: -1 }],
	);
});
