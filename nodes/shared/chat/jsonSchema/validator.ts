import { Compiler } from './compiler';
import { References } from './references';
import type { Dialect } from './shape';
import { Evaluated, FAILS, Faults, Visit, type Check } from './visit';
import { asString, type JsonObject } from '../../json';
import type { PatternReader } from '../pattern/pattern';
import type { SchemaCheck, SchemaValidator } from './schemaValidator';

/**
 * A validator that walks through the schema. It makes no code, keeps the first few faults only, and
 * its time grows with the size of the value: it is run on what a model wrote, in a process full of
 * credentials. Formats and keywords it does not know are ignored.
 * @param schema JSON that nobody else changes
 * @param readPattern may be left out where there are no patterns
 * @throws {Error} when the schema itself is wrong, saying where
 */
export function makeValidator(
	schema: JsonObject,
	readPattern: PatternReader | undefined,
): SchemaValidator {
	const dialect = dialectOf(asString(schema['$schema']) ?? '');
	const compiler = new Compiler(new References(schema, dialect), dialect, readPattern);
	const check = compiler.check(schema);
	return {
		validate: toSchemaCheck(check, JSON.stringify(schema)),
		unchecked: [...compiler.unchecked],
	};
}

function dialectOf(uri: string): Dialect {
	if (uri.includes('2020-12')) return '2020-12';
	return uri.includes('2019-09') ? '2019-09' : 'draft-07';
}

/** @param json the schema, to see what has to be kept while a value is checked */
function toSchemaCheck(check: Check, json: string): SchemaCheck {
	const asksForEvaluated = json.includes('"unevaluated');
	const dependsOnScope = json.includes('"$dynamicRef"') || json.includes('"$recursiveRef"');
	const canRemember = !asksForEvaluated && !dependsOnScope;
	return (value) => {
		const faults = new Faults();
		const evaluated = asksForEvaluated ? new Evaluated() : undefined;
		const visit = new Visit(canRemember ? new Map() : undefined, faults, evaluated);
		try {
			return check(value, visit) === FAILS ? String(faults) : undefined;
		} catch (error) {
			return tooDeep(error);
		}
	};
}

/** The stack is full: of a value without an end of levels, or of a schema that is its own definition. */
function tooDeep(error: unknown): string {
	if (error instanceof RangeError) return 'the answer is nested too deeply to be checked';
	throw error;
}
