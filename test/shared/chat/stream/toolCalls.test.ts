import type { ChatToolCall, ChatToolCallDelta } from '../../../../nodes/shared/chat/types';
import { ToolCallAssembler } from '../../../../nodes/shared/chat/stream/toolCalls';

const MADE = /^[0-9a-f]{9}$/;

/** The calls put together from the pieces, each in a chunk of its own. */
function assemble(...pieces: ChatToolCallDelta[]): ChatToolCall[] {
	const assembler = new ToolCallAssembler();
	for (const piece of pieces) assembler.add([piece]);
	return assembler.calls();
}

function call(index: number, id: string, name: string, args: string): ChatToolCall {
	return { id, type: 'function', index, function: { name, arguments: args } };
}

function called(name: string, args: string) {
	return { function: { name, arguments: args } };
}

it('puts a recorded call together', () => {
	expect(
		assemble(
			{ index: 0, id: 'call_1', type: 'function', name: 'get_weather', arguments: '' },
			{ index: 0, arguments: '{"city":' },
			{ index: 0, arguments: '"Paris"}' },
		),
	).toEqual([call(0, 'call_1', 'get_weather', '{"city":"Paris"}')]);
});

it('takes a call in one piece', () => {
	expect(assemble({ index: 0, id: 'a', name: 'f', arguments: '{}' })).toEqual([
		call(0, 'a', 'f', '{}'),
	]);
});

it('keeps interleaved calls apart by their index', () => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: 'f' },
			{ index: 1, id: 'b', name: 'g' },
			{ index: 1, arguments: '{"b"' },
			{ index: 0, arguments: '{"a"' },
			{ index: 1, arguments: ':2}' },
			{ index: 0, arguments: ':1}' },
		),
	).toEqual([call(0, 'a', 'f', '{"a":1}'), call(1, 'b', 'g', '{"b":2}')]);
});

it('takes pieces of several calls in one chunk', () => {
	const assembler = new ToolCallAssembler();
	assembler.add([
		{ index: 0, id: 'a', name: 'f' },
		{ index: 1, id: 'b', name: 'g' },
	]);
	assembler.add([
		{ index: 0, arguments: '1' },
		{ index: 1, arguments: '2' },
	]);
	expect(assembler.calls()).toEqual([call(0, 'a', 'f', '1'), call(1, 'b', 'g', '2')]);
});

it('begins another call where a known index comes with another id', () => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: 'f', arguments: '{}' },
			{ index: 0, id: 'b', name: 'g', arguments: '{"x"' },
			{ index: 0, arguments: ':1}' },
		),
	).toEqual([call(0, 'a', 'f', '{}'), call(1, 'b', 'g', '{"x":1}')]);
});

it('goes on with a call where every piece repeats its id', () => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: 'f', arguments: '{"x"' },
			{ index: 0, id: 'a', name: 'f', arguments: ':1}' },
		),
	).toEqual([call(0, 'a', 'f', '{"x":1}')]);
});

it('takes an id that comes late', () => {
	expect(assemble({ index: 0, name: 'f' }, { index: 0, id: 'a', arguments: '{}' })).toEqual([
		call(0, 'a', 'f', '{}'),
	]);
});

it('tells calls apart by id where there is no index', () => {
	expect(
		assemble(
			{ id: 'a', name: 'f' },
			{ arguments: '{"a"' },
			{ arguments: ':1}' },
			{ id: 'b', name: 'g' },
			{ arguments: '{}' },
			{ id: 'a', arguments: ' ' },
		),
	).toEqual([call(0, 'a', 'f', '{"a":1} '), call(1, 'b', 'g', '{}')]);
});

it.each([
	{ what: 'an index that does not begin at 0', opening: [{ index: 1, id: 'a', name: 'f' }] },
	{
		what: 'an index that does not count',
		opening: [
			{ index: 0, id: 'x', name: 'f' },
			{ index: 0, id: 'a', name: 'f' },
		],
	},
])(
	'goes on with the last call where a piece has neither index nor id, after $what',
	({ opening }) => {
		expect(assemble(...opening, { arguments: '{}' }).at(-1)).toEqual(
			call(opening.length - 1, 'a', 'f', '{}'),
		);
	},
);

it.each([
	['that have no id', {}],
	['that have an empty id', { id: '' }],
])('makes an id for calls %s, another for each and always the same', (_what, none) => {
	const assembler = new ToolCallAssembler();
	assembler.add([{ index: 0, ...none, name: 'f', arguments: '{"a":1}' }]);
	const [before] = assembler.calls();
	assembler.add([{ index: 0, ...none, name: 'f', arguments: '{"a":2}' }]);
	const [first, second] = assembler.calls();
	expect(first).toEqual(call(0, expect.stringMatching(MADE) as string, 'f', '{"a":1}'));
	expect(second).toEqual(call(1, expect.stringMatching(MADE) as string, 'f', '{"a":2}'));
	expect(first?.id).toBe(before?.id);
	expect(second?.id).not.toBe(first?.id);
});

it('goes on with a call whose id changes on its index', () => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: 'f', arguments: '{"x"' },
			{ index: 0, id: 'b', arguments: ':' },
			{ index: 0, id: 'c', arguments: '1}' },
		),
	).toEqual([call(0, 'a', 'f', '{"x":1}')]);
});

it.each([
	['alone', {}],
	['with the id of its call', { id: 'a' }],
	['with an id of its own', { id: 'z' }],
])('goes on with a call whose tail comes under a new index, %s', (_what, id) => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: 'f', arguments: '{"x"' },
			{ index: 1, ...id, arguments: ':1' },
			{ index: 1, ...id, arguments: '}' },
		),
	).toEqual([call(0, 'a', 'f', '{"x":1}')]);
});

it('begins a call with its name, where its id came before', () => {
	expect(
		assemble(
			{ index: 0, id: 'a' },
			{ index: 0, name: 'f', arguments: '{}' },
			{ index: 1, id: 'b', type: 'function', arguments: '' },
			{ index: 1, name: 'g', arguments: '{}' },
		),
	).toEqual([call(0, 'a', 'f', '{}'), call(1, 'b', 'g', '{}')]);
});

it.each([
	['fragments', ['get_', 'weather']],
	['fragments, with its id', ['get_', 'weather'], { id: 'a' }],
	['whole, every time', ['get_weather', 'get_weather']],
	['longer every time', ['get', 'get_weather']],
])('reads a name that comes in %s', (_what, names, more: object = {}) => {
	expect(
		assemble(
			{ index: 0, id: 'a', name: names[0] ?? '' },
			{ index: 0, ...more, name: names[1] ?? '' },
			{ index: 0, arguments: '{}' },
		),
	).toEqual([call(0, 'a', 'get_weather', '{}')]);
});

it('puts the text for a custom tool together', () => {
	expect(
		assemble(
			{ index: 0, id: 'a', type: 'custom', name: 'run', arguments: '' },
			{ index: 0, type: 'custom', arguments: 'print' },
			{ index: 0, type: 'custom', arguments: '(1)' },
		),
	).toEqual([{ id: 'a', type: 'custom', index: 0, custom: { name: 'run', input: 'print(1)' } }]);
});

it('keeps what it does not know of a call', () => {
	const extra_content = { google: { thought_signature: 's' } };
	expect(
		assemble({ index: 0, id: 'a', name: 'f', others: { extra_content } }, { arguments: '{}' }),
	).toEqual([{ extra_content, ...call(0, 'a', 'f', '{}') }]);
});

it('begins another call with another name where there is neither index nor id', () => {
	expect(
		assemble({ name: 'f', arguments: '{' }, { arguments: '}' }, { name: 'g', arguments: '{}' }),
	).toMatchObject([called('f', '{}'), called('g', '{}')]);
});

it('begins another call of the same function where the one before is whole', () => {
	expect(
		assemble({ name: 'f', arguments: '{"a":1}' }, { name: 'f', arguments: '{"a":2}' }),
	).toMatchObject([called('f', '{"a":1}'), called('f', '{"a":2}')]);
});

it('goes on with a call where every piece repeats its name alone', () => {
	expect(
		assemble(
			{ name: 'f', arguments: '' },
			{ name: 'f', arguments: '{"a":' },
			{ name: 'f', arguments: '1}' },
			{ name: 'f' },
		),
	).toMatchObject([called('f', '{"a":1}')]);
});

it('counts the calls in the order in which they began', () => {
	expect(
		assemble({ index: 5, id: 'a', name: 'f' }, { index: 2, id: 'b', name: 'g' }).map(
			({ id, index }) => [id, index],
		),
	).toEqual([
		['a', 0],
		['b', 1],
	]);
});

it('has no calls before a piece came', () => {
	expect(assemble()).toEqual([]);
});
