import { inspect } from 'node:util';

import type { Expected } from './fault';
import type { Injected } from './inject';
import { MODEL, PROMPT } from './node';

/** The simplified output of an item that succeeded. */
export function success(item: number): unknown {
	return {
		json: {
			text: `Answer ${item}`,
			finishReason: 'stop',
			model: MODEL,
			id: expect.any(String) as unknown,
			tokenUsage: {
				promptTokens: expect.any(Number) as unknown,
				completionTokens: expect.any(Number) as unknown,
				totalTokens: expect.any(Number) as unknown,
				cachedTokens: 0,
			},
		},
		pairedItem: { item },
	};
}

/** The output of an item that failed. @param input what the error output repeats of the input */
export function failure(
	item: number,
	expected: Expected,
	host: string,
	input: object = {},
): unknown {
	return {
		json: {
			...input,
			error: matching(errorText(expected, host)),
			details: details(item, expected),
		},
		pairedItem: { item },
	};
}

/** The details of a failed item, exactly. */
export function details(item: number, expected: Expected): unknown {
	const { kind, status, type, code, param, attempts } = expected;
	return {
		kind,
		...(status !== undefined && { status, requestId: `req-${item}-${attempts}` }),
		...(type !== undefined && { type }),
		...(code !== undefined && { code: code instanceof RegExp ? matching(code) : code }),
		...(param !== undefined && { param }),
		attempts,
	};
}

/** What the server said, and after it one sentence of advice. */
export function errorText({ says, advice }: Expected, host: string): RegExp {
	const words = says instanceof RegExp ? says.source.replace(/^\^|\s$/g, '') : escaped(says, host);
	const sentence = `(?=[A-Z])(?=.*?${advice.source.replace(/^\^/, '')})[^\\n]*[.]`;
	return new RegExp(`^${words} ${sentence}$`);
}

export function saying({ says }: Expected, host: string): RegExp {
	const words = says instanceof RegExp ? says.source.replace(/^\^|\s$/g, '') : escaped(says, host);
	// The message of an error needs no full stop.
	return new RegExp(`^${words.replace(/\\\.$/, '')}\\.?$`);
}

/** Neither the key, nor its beginning, nor a prompt is anywhere in what the run left behind. */
export function expectNoSecrets({ run, apiKey }: Pick<Injected, 'run' | 'apiKey'>): void {
	const seen = JSON.stringify(run) + inspect(run, { depth: Infinity, showHidden: true });
	expect(seen.includes(apiKey.slice(0, 12))).toBe(false);
	expect(PROMPT.exec(seen)).toBeNull();
}

function escaped(text: string, host: string): string {
	return text.replace('{host}', host).replace(/[$()*+.?[\\\]^{|}]/g, '\\$&');
}

function matching(pattern: RegExp): unknown {
	return expect.stringMatching(pattern);
}
