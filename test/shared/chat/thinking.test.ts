import { choiceOf } from '../../support/choices';
import { splitThinking } from '../../../nodes/shared/chat/thinking';

it.each([
	{ name: 'plain text', message: { content: 'Hi' }, split: ['Hi', ''] },
	{ name: 'nothing', message: { content: null }, split: ['', ''] },
	{ name: 'reasoning', message: { content: 'Hi', reasoning: 'Hm' }, split: ['Hi', 'Hm'] },
	{
		name: 'reasoning_content',
		message: { content: 'Hi', reasoning_content: 'Hm' },
		split: ['Hi', 'Hm'],
	},
	{
		name: 'both, of which one is empty',
		message: { content: 'Hi', reasoning: '', reasoning_content: 'Hm' },
		split: ['Hi', 'Hm'],
	},
	{
		name: 'both with the same text',
		message: { content: 'Hi', reasoning: 'Hm', reasoning_content: 'Hm' },
		split: ['Hi', 'Hm'],
	},
	{ name: 'tags', message: { content: '<think>Hm</think>Hi' }, split: ['Hi', 'Hm'] },
	{
		name: 'tags with space around everything',
		message: { content: '\n<think>\nHm,\nwell.\n</think>\n\nHi' },
		split: ['Hi', 'Hm,\nwell.'],
	},
	{ name: 'empty tags', message: { content: '<think>\n\n</think>\n\nHi' }, split: ['Hi', ''] },
	{ name: 'tags that never close', message: { content: '<think>Hm' }, split: ['', 'Hm'] },
	{
		name: 'tags beside reasoning',
		message: { content: '<think>Well</think>Hi', reasoning: 'Hm' },
		split: ['Hi', 'Hm\nWell'],
	},
	{
		name: 'tags in the middle, which belong to the answer',
		message: { content: 'Write <think>x</think>.' },
		split: ['Write <think>x</think>.', ''],
	},
	{
		name: 'a second pair of tags, which belongs to the answer',
		message: { content: '<think>a</think>Use <think>b</think>.' },
		split: ['Use <think>b</think>.', 'a'],
	},
	{
		name: 'a closing tag alone, as the prompt opened it',
		message: { content: 'Okay,\nlet me see.\n</think>\n\n{"city":"Paris"}' },
		split: ['{"city":"Paris"}', 'Okay,\nlet me see.'],
	},
	{
		name: 'a closing tag alone, behind the last thought',
		message: { content: 'Hm.</think>\n\nHi' },
		split: ['Hi', 'Hm.'],
	},
	{
		name: 'a closing tag alone, before the answer',
		message: { content: 'Hm.\n</think>Hi' },
		split: ['Hi', 'Hm.'],
	},
	{
		name: 'a closing tag alone, behind thoughts about code',
		message: { content: 'Say:\n```\nHi\n```\n</think>\n\nHi' },
		split: ['Hi', 'Say:\n```\nHi\n```'],
	},
	{
		name: 'a closing tag alone at the end',
		message: { content: 'Hm\n</think>' },
		split: ['', 'Hm'],
	},
	{
		name: 'a closing tag first, and tags in the answer',
		message: { content: 'Hm\n</think>Use <think>b</think>.' },
		split: ['Use <think>b</think>.', 'Hm'],
	},
	...[
		'Hm</think>Hi',
		'To end the thinking block, write </think> and then your answer.',
		'Models such as R1 print "</think>" before the answer.',
		'The last line is </think>',
		'```json\n{"tag":"</think>"}\n```',
		'Use this:\n```\n<|assistant|>\n</think>\n\n```\nDone.',
	].map((content) => ({
		name: `a closing tag that the answer speaks of: ${content}`,
		message: { content },
		split: [content, ''],
	})),
	{
		name: 'a closing tag at the start beside reasoning',
		message: { content: '\n</think>\n\nHi', reasoning: 'Hm' },
		split: ['Hi', 'Hm'],
	},
	{
		name: 'a closing tag in the middle beside reasoning, which belongs to the answer',
		message: { content: 'It ends with </think> there.', reasoning: 'Hm' },
		split: ['It ends with </think> there.', 'Hm'],
	},
	{
		name: 'a closing tag that is quoted, which belongs to the answer',
		message: { content: 'It ends with `</think>` there.' },
		split: ['It ends with `</think>` there.', ''],
	},
	{
		name: 'a closing tag in JSON, which belongs to the answer',
		message: { content: '{"tag":"</think>"}' },
		split: ['{"tag":"</think>"}', ''],
	},
])('tells answer and reasoning apart: $name', ({ message, split }) => {
	const { content, reasoning } = splitThinking(choiceOf(message).message);
	expect([content, reasoning]).toEqual(split);
});
