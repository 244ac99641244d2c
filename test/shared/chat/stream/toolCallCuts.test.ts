import { event, sse, token, USAGE } from '../../../support/recordings';
import { argumentsOf } from '../../../support/choices';
import { ChunkReader } from '../../../../nodes/shared/chat/stream/chunkReader';
import { ApiError } from '../../../../nodes/shared/http/errors';

const TOLD = { finish_reason: 'tool_calls' };
const PARIS = '{"city":"Pàris"}';
const TOKYO = '{"city":"Tokyo"}';

/** A piece of a call as the API sends it, alone in its event. */
function piece(index: number, called: object, rest: object = {}): object {
	const delta = { role: 'assistant', content: '', tool_calls: [{ index, ...called }] };
	return event([token('', { delta, ...rest })]);
}

function opening(index: number, rest: object = {}): object {
	const called = { name: 'get_weather', arguments: '' };
	return piece(index, { id: `call_${index}`, type: 'function', function: called }, rest);
}

function args(text: string, index = 0, rest: object = TOLD): object {
	return piece(index, { function: { arguments: text } }, rest);
}

const ROLE = event([token('')]);
const END = event([token('', { ...TOLD, seed: 42 })], { usage: USAGE });

/** What an answer cut off at some byte came to; undefined where it is an error. */
interface Cut {
	calls: string[];
	isInDoubt: boolean;
}

function readCut(bytes: Uint8Array): Cut | undefined {
	const reader = new ChunkReader();
	let isInDoubt: boolean;
	try {
		reader.feed(bytes);
		isInDoubt = reader.end()?.warnings !== undefined;
	} catch (error) {
		if (error instanceof ApiError && error.kind === 'truncated') return undefined;
		throw error;
	}
	const calls = reader.completion().choices[0]?.message.tool_calls ?? [];
	return { calls: calls.map((call) => argumentsOf(call) ?? ''), isInDoubt };
}

/** Cuts a stream off behind every byte of it but `[DONE]`. */
function cutEverywhere(...events: object[]): Array<Cut | undefined> {
	const bytes = Buffer.from(sse(...events));
	const end = bytes.indexOf('data: [DONE]') + 'data: [DONE]'.length;
	return Array.from({ length: end + 1 }, (_, length) => readCut(bytes.subarray(0, length)));
}

const RECORDED = [
	{ what: 'one call', events: [ROLE, opening(0), args(PARIS), END], calls: [PARIS] },
	{
		what: 'two calls',
		events: [ROLE, opening(0), args(PARIS), opening(1), args(TOKYO, 1), END],
		calls: [PARIS, TOKYO],
	},
	{
		what: 'a call in many pieces, the finish reason beside the first',
		events: [opening(0, TOLD), ...Array.from(PARIS, (text) => args(text, 0, {}))],
		calls: [PARIS],
	},
	{
		what: 'two calls, the finish reason beside the first piece of each',
		events: [opening(0, TOLD), args(PARIS, 0, {}), opening(1, TOLD), args(TOKYO, 1, {}), END],
		calls: [PARIS, TOKYO],
	},
];

describe.each(RECORDED)('a stream with $what', ({ events, calls }) => {
	const came = cutEverywhere(...events).filter((cut) => cut !== undefined);

	it('gives no call with half of its arguments, wherever it is cut', () => {
		expect(came.length).toBeGreaterThan(0);
		for (const cut of came) expect(cut.calls).toEqual(calls.slice(0, cut.calls.length));
	});

	it('is never without a call, nor sure of its end with fewer than all', () => {
		for (const cut of came) {
			expect(cut.calls).not.toEqual([]);
			if (cut.calls.length < calls.length) expect(cut.isInDoubt).toBe(true);
		}
	});

	it('gives all calls with [DONE]', () => {
		expect(readCut(Buffer.from(sse(...events)))).toEqual({ calls, isInDoubt: false });
	});
});

describe.each([
	{ what: 'beside its only piece', events: [opening(0, TOLD)] },
	{ what: 'behind it', events: [ROLE, opening(0), END] },
	{ what: 'beside its second piece', events: [opening(0), args('')] },
])('a call without arguments and the finish reason $what', ({ events }) => {
	it('is not made at any cut', () => {
		expect(cutEverywhere(...events).filter((cut) => cut !== undefined)).toEqual([]);
	});

	it('is made with [DONE], as the function needs none', () => {
		expect(readCut(Buffer.from(sse(...events)))).toEqual({ calls: ['{}'], isInDoubt: false });
	});
});
