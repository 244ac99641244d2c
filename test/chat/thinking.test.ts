import { choiceOf } from './choices';
import { splitThinking } from '../../nodes/shared/chat/thinking';

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
])('tells answer and reasoning apart: $name', ({ message, split }) => {
	const { content, reasoning } = splitThinking(choiceOf(message).message);
	expect([content, reasoning]).toEqual(split);
});
