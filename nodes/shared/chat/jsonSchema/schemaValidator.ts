import { loadPatternReader } from '../pattern/pattern';
import type { JsonObject } from '../../json';

/** Says what is wrong with a value, each fault with its place; undefined when it fits. */
export type SchemaCheck = (value: unknown) => string | undefined;

/** A schema, ready to check values. */
export interface SchemaValidator {
	validate: SchemaCheck;
	/** Patterns that no value can be checked against safely: what depends on them is taken to fit. */
	unchecked: string[];
}

/** Validators that are kept, those used last. */
const MAX_VALIDATORS = 50;

const validators = new Map<string, Promise<SchemaValidator>>();

/**
 * Makes a validator for a JSON Schema (draft-07 unless `$schema` says 2019-09 or 2020-12).
 * @throws {Error} when the schema itself is wrong, saying where
 */
export async function compileSchema(schema: JsonObject): Promise<SchemaValidator> {
	const key = JSON.stringify(schema);
	const compiled = validators.get(key) ?? compile(key);
	// Compiling takes time, and most runs have one schema for all items.
	validators.delete(key);
	validators.set(key, compiled);
	if (validators.size > MAX_VALIDATORS) validators.delete([...validators.keys()][0] ?? key);
	return await compiled;
}

/** Loads what it needs for the schema and no more: few workflows have one, and fewer a pattern. */
async function compile(json: string): Promise<SchemaValidator> {
	const { makeValidator } = await import('./validator');
	const readPattern = /"pattern(Properties)?":/.test(json) ? await loadPatternReader() : undefined;
	return makeValidator(JSON.parse(json) as JsonObject, readPattern);
}
