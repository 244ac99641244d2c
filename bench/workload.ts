/** The model everybody asks. */
export const MODEL = 'meta-llama/Llama-3.3-70B-Instruct-Turbo';

/** The model for vectors. */
export const EMBEDDING_MODEL = 'intfloat/multilingual-e5-large-instruct';

/** The prompt of an item. It starts with the number that the reply has to repeat. */
export function promptOf(item: number): string {
	return `${item}: classify this support ticket as billing, bug, feature request or question.`;
}

/** The number a prompt or a reply starts with; -1 when there is none. */
export function numberIn(text: string): number {
	return Number(/^\d+/.exec(text)?.[0] ?? -1);
}

/** The body that asks for the reply to an item, the same for everybody. */
export function bodyOf(item: number, stream: boolean) {
	return {
		model: MODEL,
		messages: [{ role: 'user' as const, content: promptOf(item) }],
		temperature: 0.7,
		max_tokens: 2048,
		...(stream && { stream: true, stream_options: { include_usage: true } }),
	};
}

/** How many texts are not the reply to their item. A benchmark that loses replies proves nothing. */
export function countWrong(texts: readonly string[], expected: number): number {
	const right = texts.filter((text, item) => numberIn(text) === item).length;
	return expected - right;
}

/** @throws Error when a text is not the reply to its item, naming who got it wrong */
export function checkAll(who: string, texts: readonly string[], expected: number): void {
	const wrong = countWrong(texts, expected);
	if (wrong > 0) throw new Error(`${who}: ${wrong} of ${expected} replies are missing or wrong`);
}

/**
 * Latencies with a heavy tail, in ms: log-normal, median 100 ms, the same in every run. Of 200, the
 * slowest takes between 2 and 3 s.
 */
export function heavyTail(count: number): number[] {
	const random = generator(7);
	return Array.from({ length: count }, () => {
		const normal = Math.sqrt(-2 * Math.log(1 - random())) * Math.cos(2 * Math.PI * random());
		return Math.min(3_000, 100 * Math.exp(SPREAD * normal));
	});
}

const SPREAD = 1.15;

/** Numbers from 0 to 1 that look random and are the same every time (mulberry32). */
function generator(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
		mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
		return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
	};
}
