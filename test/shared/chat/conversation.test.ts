import { choiceOf, completionOf } from '../../support/choices';
import type { ChatMessage } from '../../../nodes/shared/chat/types';
import {
	lastUserText,
	toReplyMessage,
	withHistory,
	withInstruction,
	withReply,
} from '../../../nodes/shared/chat/conversation';
import { readJsonMessages } from '../../../nodes/shared/chat/request/messages';

const SYSTEM: ChatMessage = { role: 'system', content: 'Be brief.' };
const USER: ChatMessage = { role: 'user', content: 'Hello' };
const ASSISTANT: ChatMessage = { role: 'assistant', content: 'Hi' };

const CALL = { id: 'c1', type: 'function', index: 0, function: { name: 'f', arguments: '{}' } };

describe('a reply as a message', () => {
	it.each([
		{ name: 'text', message: { content: 'Hi', tool_calls: [] }, reply: { content: 'Hi' } },
		{
			name: 'reasoning',
			message: { content: 'Hi', reasoning: 'Hm' },
			reply: { content: 'Hi', reasoning: 'Hm' },
		},
		{
			name: 'reasoning_content',
			message: { content: 'Hi', reasoning_content: 'Hm' },
			reply: { content: 'Hi', reasoning_content: 'Hm' },
		},
		{
			name: 'tool calls, without the index that only answers have',
			message: { content: null, tool_calls: [CALL] },
			reply: {
				content: null,
				tool_calls: [{ id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } }],
			},
		},
		{
			name: 'thoughts in tags, which stay where they were',
			message: { content: '<think>Hm</think>Hi' },
			reply: { content: '<think>Hm</think>Hi' },
		},
	])('keeps $name', ({ message, reply }) => {
		expect(toReplyMessage(choiceOf(message).message)).toEqual({ role: 'assistant', ...reply });
	});

	it('ends the conversation, and can be sent as it is', () => {
		const messages = withReply([SYSTEM, USER], completionOf({ content: 'Hi', reasoning: 'Hm' }));
		expect(messages).toEqual([SYSTEM, USER, { ...ASSISTANT, reasoning: 'Hm' }]);
		expect(readJsonMessages(JSON.stringify(messages))).toEqual(messages);
	});

	it.each(['', ' \n', null])('is left out where it says nothing: %j', (content) => {
		const messages = withReply([SYSTEM, USER], completionOf({ content, reasoning: 'Hm' }));
		expect(messages).toEqual([SYSTEM, USER]);
	});

	it('stays where it says nothing but calls tools, and can be sent as it is', () => {
		const said = { content: '\n', tool_calls: [CALL] };
		const messages = withReply([USER], completionOf(said));
		expect(messages).toMatchObject([USER, { role: 'assistant', tool_calls: [{ id: 'c1' }] }]);
		expect(readJsonMessages(JSON.stringify(messages))).toEqual(messages);
	});

	it('leaves the messages it is added to alone', () => {
		const messages = [USER];
		withReply(messages, completionOf({ content: 'Hi' }));
		expect(messages).toEqual([USER]);
	});
});

describe('an instruction', () => {
	it.each([
		{
			name: 'is added to the system message',
			messages: [SYSTEM, USER],
			result: [{ role: 'system', content: 'Be brief.\n\nUse JSON.' }, USER],
		},
		{
			name: 'becomes a system message where there is none',
			messages: [USER],
			result: [{ role: 'system', content: 'Use JSON.' }, USER],
		},
		{
			name: 'comes before a system message made of parts',
			messages: [{ role: 'system', content: [{ type: 'text', text: 'a' }] }, USER],
			result: [
				{ role: 'system', content: 'Use JSON.' },
				{ role: 'system', content: [{ type: 'text', text: 'a' }] },
				USER,
			],
		},
	] satisfies Array<{ name: string; messages: ChatMessage[]; result: ChatMessage[] }>)(
		'$name',
		({ messages, result }) => {
			expect(withInstruction(messages, 'Use JSON.')).toEqual(result);
		},
	);
});

describe('what is remembered', () => {
	it.each([
		{ name: 'after the system message', messages: [SYSTEM, USER], at: 1 },
		{ name: 'first where there is no system message', messages: [USER], at: 0 },
		{ name: 'after several system messages', messages: [SYSTEM, SYSTEM, USER], at: 2 },
		{ name: 'last where there are only system messages', messages: [SYSTEM], at: 1 },
	])('comes $name', ({ messages, at }) => {
		const history = [{ ...USER, content: 'Earlier' }, ASSISTANT];
		expect(withHistory(messages, history)).toEqual(messages.toSpliced(at, 0, ...history));
	});
});

describe('the last question', () => {
	it.each([
		{ name: 'the text of the user', messages: [USER, ASSISTANT], question: 'Hello' },
		{
			name: 'the last of several',
			messages: [USER, ASSISTANT, { ...USER, content: 'And now?' }],
			question: 'And now?',
		},
		{
			name: 'the texts among the parts',
			messages: [
				{
					...USER,
					content: [
						{ type: 'text', text: 'What' },
						{ type: 'image_url', image_url: { url: 'x' } },
						{ type: 'text', text: 'is it?' },
					],
				},
			],
			question: 'What\n\nis it?',
		},
		{ name: 'empty without a user', messages: [SYSTEM], question: '' },
	])('is $name', ({ messages, question }) => {
		expect(lastUserText(messages)).toBe(question);
	});
});
