import * as fc from 'fast-check';

import { parseChunk } from '../../../../nodes/shared/chat/stream/parseChunk';
import { parseCompletion } from '../../../../nodes/shared/chat/parseCompletion';
import { toChunk } from '../../../../nodes/shared/chat/stream/toChunk';
import type { ChatCompletionChunk } from '../../../../nodes/shared/chat/types';
import { CompletionAccumulator } from '../../../../nodes/shared/chat/stream/accumulator';
import { argumentsOf } from '../../../support/choices';
import type { JsonObject } from '../../../../nodes/shared/json';

function accumulate(chunks: ChatCompletionChunk[]) {
	const accumulator = new CompletionAccumulator();
	for (const chunk of chunks) accumulator.add(chunk);
	return accumulator.completion();
}

const HEAD = { id: 'o1', created: 1, model: 'm' };

/** What an answer says, before it has a shape. */
interface Said {
	text: string;
	answer: JsonObject;
	choice: JsonObject;
	message: JsonObject;
}

/** Fields nobody has told this package about. */
const extra = (...names: string[]) =>
	fc.dictionary(fc.constantFrom(...names), fc.jsonValue({ maxDepth: 1 }), { maxKeys: 2 });

const said: fc.Arbitrary<Said> = fc.record({
	text: fc.string({ minLength: 1 }),
	answer: extra('system_fingerprint', 'service_tier', 'metadata'),
	choice: extra('stop_reason', 'content_filter_results'),
	message: extra('refusal', 'annotations', 'audio', 'message_id'),
});

function wholeOf({ text, answer, choice, message }: Said): JsonObject {
	return {
		...HEAD,
		...answer,
		object: 'chat.completion',
		prompt: [],
		usage: null,
		choices: [
			{
				...choice,
				index: 0,
				finish_reason: 'stop',
				logprobs: null,
				seed: null,
				message: { ...message, role: 'assistant', content: text, tool_calls: [] },
			},
		],
	};
}

/** What of the fields of a message is in one of its pieces: texts and lists are cut into them, and labels repeated. */
function pieceOf(message: JsonObject, at: number, count: number): JsonObject {
	const cut = <T extends string | unknown[]>(whole: T) => {
		const size = Math.ceil(whole.length / count);
		return whole.slice(at * size, (at + 1) * size);
	};
	return Object.fromEntries(
		Object.entries(message).map(([name, value]) => {
			const isText = typeof value === 'string' && name === 'refusal';
			return [name, isText || Array.isArray(value) ? cut(value) : value];
		}),
	);
}

/** The same as events: the fields in all of them, or in one alone and null or absent in the others. */
function eventsOf({ text, answer, choice, message }: Said, place: number): JsonObject[] {
	const pieces = [...text, ''];
	return pieces.map((content, at) => {
		const only = (fields: JsonObject) => {
			if (place < 0 || at === place % pieces.length) return fields;
			return at % 2 === 0
				? {}
				: Object.fromEntries(Object.keys(fields).map((name) => [name, null]));
		};
		const part = place < 0 ? pieceOf(message, at, pieces.length) : only(message);
		return {
			...HEAD,
			...only(answer),
			object: 'chat.completion.chunk',
			usage: null,
			choices: [
				{
					...only(choice),
					index: 0,
					text: content,
					logprobs: null,
					seed: null,
					finish_reason: at === pieces.length - 1 ? 'stop' : null,
					delta: { ...part, role: 'assistant', content, token_id: at },
				},
			],
		};
	});
}

it('is the same answer whether it came in one piece or in many', () => {
	fc.assert(
		fc.property(said, fc.integer({ min: -1, max: 20 }), (what, place) => {
			const whole = parseCompletion(wholeOf(what));
			expect(accumulate(eventsOf(what, place).map(parseChunk))).toEqual(whole);
		}),
	);
});

it('is the same answer where it came in one piece though a stream was asked for', () => {
	fc.assert(
		fc.property(said, (what) => {
			const whole = parseCompletion(wholeOf(what));
			expect(accumulate([toChunk(whole)])).toEqual(whole);
		}),
	);
});

describe.each(['', '{}', '{"a":1}', { a: 1 }, null, undefined])('a call with %j', (given) => {
	const call = { id: 'c', type: 'function', index: 0, function: { name: 'f', arguments: given } };
	const message = { role: 'assistant', content: null, tool_calls: [call] };

	/** The arguments as they are read in both shapes. */
	function readBoth(finishReason: string): string | undefined {
		const choice = { index: 0, finish_reason: finishReason };
		const whole = parseCompletion({ ...HEAD, choices: [{ ...choice, message }] });
		const chunk = parseChunk({ ...HEAD, choices: [{ ...choice, delta: message }] });
		expect(accumulate([chunk])).toEqual({ ...whole, object: 'chat.completion' });
		return argumentsOf(whole.choices[0]?.message.tool_calls?.[0]);
	}

	it('has the same arguments, which can be answered with', () => {
		const read = readBoth('tool_calls') ?? '';
		expect(JSON.parse(read)).toEqual(given && given !== '{}' ? { a: 1 } : {});
	});

	it('has no arguments where Max Tokens cut it off before them', () => {
		const text = typeof given === 'object' && given ? '{"a":1}' : given;
		expect(readBoth('length')).toBe(text ?? '');
	});
});
