import { parseUsage } from '../../../nodes/shared/chat/parseUsage';

const TOKENS = { prompt_tokens: 193, completion_tokens: 24, total_tokens: 217 };

it.each([
	{ what: 'the three counts', usage: TOKENS, parsed: TOKENS },
	{
		what: 'cached tokens beside them',
		usage: { ...TOKENS, cached_tokens: 0 },
		parsed: { ...TOKENS, cached_tokens: 0 },
	},
	{
		what: 'cached tokens in the details',
		usage: { ...TOKENS, prompt_tokens_details: { cached_tokens: 128 } },
		parsed: { ...TOKENS, prompt_tokens_details: { cached_tokens: 128 } },
	},
	{
		what: 'reasoning tokens',
		usage: { ...TOKENS, completion_tokens_details: { reasoning_tokens: 9 } },
		parsed: { ...TOKENS, completion_tokens_details: { reasoning_tokens: 9 } },
	},
	{
		what: 'reasoning tokens beside the others',
		usage: { ...TOKENS, reasoning_tokens: 9 },
		parsed: { ...TOKENS, reasoning_tokens: 9 },
	},
	{
		what: 'details of null as absent',
		usage: { ...TOKENS, prompt_tokens_details: null, completion_tokens_details: null },
		parsed: TOKENS,
	},
	{
		what: 'counts of another type as absent',
		usage: { ...TOKENS, cached_tokens: '5', completion_tokens_details: { reasoning_tokens: null } },
		parsed: TOKENS,
	},
	{
		what: 'a missing total as the sum',
		usage: { prompt_tokens: 3, completion_tokens: 4 },
		parsed: { prompt_tokens: 3, completion_tokens: 4, total_tokens: 7 },
	},
	{
		what: 'a missing completion as none',
		usage: { prompt_tokens: 3 },
		parsed: { prompt_tokens: 3, completion_tokens: 0, total_tokens: 3 },
	},
	{
		what: 'a missing prompt as none',
		usage: { completion_tokens: 4, total_tokens: 9 },
		parsed: { prompt_tokens: 0, completion_tokens: 4, total_tokens: 9 },
	},
])('reads $what', ({ usage, parsed }) => {
	expect(parseUsage(usage)).toEqual(parsed);
});

it.each([
	['null', null],
	['nothing', undefined],
	['an empty object', {}],
	['a total alone', { total_tokens: 5 }],
	['texts', { prompt_tokens: '3', completion_tokens: '4' }],
	['a list', [1, 2]],
])('gives nothing for %s', (_what, usage) => {
	expect(parseUsage(usage)).toBeUndefined();
});
