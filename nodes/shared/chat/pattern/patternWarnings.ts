import { loadPatternReader, type LinearPattern } from './pattern';
import type { Choice } from '../result/completion';

/** Patterns named in one warning. */
const MAX_SHOWN = 3;

const REASON =
	'This node matches no lookaround, no back-references and no repeats of more than 1000, as they can take for ever.';

/** Warns of the patterns of a schema that answers were not checked against. */
export function uncheckedPatterns(patterns: string[]): string {
	const shown = patterns.slice(0, MAX_SHOWN).map((pattern) => `"${pattern}"`);
	const more = patterns.length - shown.length;
	const all = [...shown, ...(more > 0 ? [`and ${more} more`] : [])].join(', ');
	return `Only the server can have checked these patterns of the schema: ${all}. ${REASON}`;
}

/**
 * What to warn of in answers that must fit a pattern as a whole. They are warned of and not refused:
 * the server has promised that they fit, and may read the pattern in another way.
 */
export async function readPatternWarnings(
	pattern: string,
): Promise<(choices: Choice[]) => string[]> {
	const readable = await read(pattern);
	if (readable === undefined) {
		return () => [`Only the server can have checked that the answer fits the Pattern. ${REASON}`];
	}
	return (choices) => {
		const misfits = choices.filter((choice) => !fits(choice, readable));
		return misfits.length > 0 ? [misfitsOf(misfits, choices.length)] : [];
	};
}

/** The server may know a syntax that ECMAScript does not have. */
async function read(pattern: string): Promise<LinearPattern | undefined> {
	const reader = await loadPatternReader();
	try {
		return reader(pattern);
	} catch {
		return undefined;
	}
}

/** Space around an answer is no reason to warn. */
function fits({ text }: Choice, { fitsWhole }: LinearPattern): boolean {
	return fitsWhole(text) || fitsWhole(text.trim());
}

function misfitsOf(misfits: Choice[], all: number): string {
	const isCutOff = misfits.every(({ finishReason }) => finishReason === 'length');
	const which = all === 1 ? 'The answer' : `${misfits.length} of ${all} answers`;
	const [was, does] = misfits.length === 1 ? ['was', 'does'] : ['were', 'do'];
	const cutOff = isCutOff ? `${was} cut off at Max Tokens and ` : '';
	return `${which} ${cutOff}${does} not fit the Pattern.`;
}
