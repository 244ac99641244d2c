import type { RE2JS } from 're2js';

import { toRe2Syntax } from './patternSyntax';

/**
 * A regular expression that meets a model's text. It matches in a time that grows with the text and
 * no faster, whatever the text: JavaScript's own engine doubles its time with each character of a text
 * that almost fits a pattern such as `^(a+)+$`, and everything else in n8n waits for it.
 */
export interface LinearPattern {
	/** True when a part of the text fits. */
	fitsPart: (text: string) => boolean;
	/** True when the text as a whole fits. */
	fitsWhole: (text: string) => boolean;
}

/**
 * Reads a pattern of ECMAScript.
 * @returns undefined when it can only be matched by trying: lookaround, back-references, and repeats
 * of more than a thousand
 * @throws {SyntaxError} when it is no pattern of ECMAScript
 */
export type PatternReader = (pattern: string) => LinearPattern | undefined;

/** Loads what reads patterns: it takes a while, and few workflows have a pattern. */
export async function loadPatternReader(): Promise<PatternReader> {
	const { RE2JS } = await import('re2js');
	return (pattern) => {
		const syntax = toRe2Syntax(pattern);
		const compiled = syntax === undefined ? undefined : compile(RE2JS, syntax);
		return (
			compiled && {
				fitsPart: (text) => compiled.test(text),
				fitsWhole: (text) => compiled.testExact(text),
			}
		);
	};
}

function compile(engine: typeof RE2JS, syntax: string): RE2JS | undefined {
	try {
		return engine.compile(syntax);
	} catch {
		return undefined;
	}
}
