import { event, token, USAGE } from '../support/recordings';

/** A seeded source of numbers, so that every case can be made again. */
export function randomOf(seed: number): (below: number) => number {
	let state = seed;
	return (below) => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) % below;
	};
}

export const TEXT = 'Grüße – 你好 👩‍🚀, and a number: 12';
export const ARGUMENTS = ['{"to":"Änn","amount":12}', '{"to":"Bob","amount":3}'];

/** One answer of a server, and what was done to it. */
export interface FuzzCase {
	seed: number;
	kind: 'text' | 'calls';
	isStream: boolean;
	contentType: string;
	bytes: Buffer;
	/** True when bytes were changed, and not only the end cut off. */
	isMutated: boolean;
	isCut: boolean;
	/** How the connection ends, and in pieces of which size the bytes come. */
	ending: 'end' | 'reset';
	pieceSize: number;
}

/** The case of a seed: an answer as real servers give it, cut at some byte, mutated, or both. */
export function caseOf(seed: number): FuzzCase {
	const random = randomOf(seed);
	const kind = random(2) === 0 ? 'text' : 'calls';
	const isStream = random(4) > 0;
	const whole = isStream ? streamOf(kind, random(2) === 0) : Buffer.from(completionOf(kind));
	const isCut = random(2) === 0;
	const isMutated = random(3) === 0;
	const cut = isCut ? whole.subarray(0, random(whole.length)) : whole;
	return {
		seed,
		kind,
		isStream,
		contentType: isStream ? 'text/event-stream' : 'application/json',
		bytes: isMutated ? mutate(cut, random) : cut,
		isMutated,
		isCut,
		ending: random(3) === 0 ? 'reset' : 'end',
		pieceSize: 1 + random(random(2) === 0 ? 5 : 2_000),
	};
}

function streamOf(kind: FuzzCase['kind'], saysDone: boolean): Buffer {
	const events = kind === 'text' ? textEvents() : callEvents();
	const lines = events.map((data) => `data: ${JSON.stringify(data)}\n\n`);
	return Buffer.from([...lines, saysDone ? 'data: [DONE]\n\n' : ''].join(''));
}

function textEvents(): object[] {
	const pieces = TEXT.match(/.{1,5}/gsu) ?? [];
	return [
		...pieces.map((piece) => event([token(piece)])),
		event([token('', { finish_reason: 'stop' })], { usage: USAGE }),
	];
}

/** The finish reason comes beside the first arguments, as Together sends it. */
function callEvents(): object[] {
	const piece = (index: number, called: object, rest: object = {}) =>
		event([token('', { delta: { tool_calls: [{ index, ...called }] }, ...rest })]);
	const told = { finish_reason: 'tool_calls' };
	return [
		...ARGUMENTS.flatMap((given, index) => [
			piece(index, { id: `call_${index}`, type: 'function', function: { name: 'pay' } }),
			piece(index, { function: { arguments: given.slice(0, 9) } }, told),
			piece(index, { function: { arguments: given.slice(9) } }, told),
		]),
		event([token('', told)], { usage: USAGE }),
	];
}

function completionOf(kind: FuzzCase['kind']): string {
	const tool_calls = ARGUMENTS.map((given, index) => ({
		id: `call_${index}`,
		type: 'function',
		function: { name: 'pay', arguments: given },
	}));
	const message = kind === 'text' ? { content: TEXT } : { content: null, tool_calls };
	const finish_reason = kind === 'text' ? 'stop' : 'tool_calls';
	return JSON.stringify({
		id: 'o1',
		created: 1,
		model: 'm',
		choices: [{ index: 0, finish_reason, message: { role: 'assistant', ...message } }],
		usage: USAGE,
	});
}

/** Changes, adds, removes and repeats a few bytes. */
function mutate(bytes: Buffer, random: (below: number) => number): Buffer {
	let mutated = bytes;
	for (let changes = 1 + random(4); changes > 0; changes--) {
		const at = random(mutated.length + 1);
		const to = Math.min(mutated.length, at + random(8));
		const middle = [
			() => Buffer.from([random(256)]),
			() => Buffer.from(['{', '}', '[', ']', '"', '\n\n', '\r', ',', ':', '\\'][random(10)] ?? ''),
			() => Buffer.alloc(0),
			() => Buffer.concat([mutated.subarray(at, to), mutated.subarray(at, to)]),
		][random(4)]?.();
		mutated = Buffer.concat([
			mutated.subarray(0, at),
			middle ?? Buffer.alloc(0),
			mutated.subarray(to),
		]);
	}
	return mutated;
}
