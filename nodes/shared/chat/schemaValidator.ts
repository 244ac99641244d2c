import type { AnySchema, CodeOptions, ErrorObject, Options } from 'ajv';

import { loadPatternReader, type PatternReader } from './pattern';
import { asString, type JsonObject } from '../unknown';

/** Says what is wrong with a value, each fault with its place; undefined when it fits. */
export type SchemaCheck = (value: unknown) => string | undefined;

/** A schema, ready to check values. */
export interface SchemaValidator {
	validate: SchemaCheck;
	/** Patterns that every value is taken to fit, as no value can be checked against them safely. */
	unchecked: string[];
}

/** Faults named in one error: more do not help to mend the first. */
const MAX_FAULTS = 5;

/** Validators that are kept, those used last. */
const MAX_VALIDATORS = 50;

const validators = new Map<string, Promise<SchemaValidator>>();

/** A schema may use words of its own, and formats are the model's business. */
const OPTIONS: Options = { allErrors: true, strict: false, validateFormats: false };

/** How ajv is told to read patterns, and the patterns that were not read. */
function patternOptions(read: PatternReader): { code: CodeOptions; unchecked: Set<string> } {
	const unchecked = new Set<string>();
	const regExp = (pattern: string) => {
		const readable = read(pattern);
		if (!readable) unchecked.add(pattern);
		return {
			test: (text: string) => readable?.fitsPart(text) ?? true,
			// By this, ajv tells patterns apart.
			toString: () => pattern,
		};
	};
	return { code: { regExp: Object.assign(regExp, { code: 'regExp' }) }, unchecked };
}

/**
 * Makes a validator for a JSON Schema (draft-07 unless `$schema` says 2019-09 or 2020-12).
 * @throws {Error} when the schema itself is wrong, saying where
 */
export async function compileSchema(schema: JsonObject): Promise<SchemaValidator> {
	const key = JSON.stringify(schema);
	const compiled = validators.get(key) ?? compile(schema);
	// Compiling takes milliseconds, and most runs have one schema for all items.
	validators.delete(key);
	validators.set(key, compiled);
	if (validators.size > MAX_VALIDATORS) validators.delete([...validators.keys()][0] ?? key);
	return await compiled;
}

async function compile(schema: JsonObject): Promise<SchemaValidator> {
	const dialect = asString(schema['$schema']) ?? '';
	// `$async` would make a validator that always seems content.
	const { $schema, $async, ...rest } = schema;
	const { code, unchecked } = patternOptions(await loadPatternReader());
	const ajv = await createAjv(dialect, { ...OPTIONS, code });
	const validate = ajv.compile(rest as AnySchema);
	return {
		validate: (value) => (validate(value) ? undefined : describe(validate.errors ?? [])),
		unchecked: [...unchecked],
	};
}

async function createAjv(dialect: string, options: Options) {
	if (dialect.includes('2020-12')) return new (await import('ajv/dist/2020')).Ajv2020(options);
	if (dialect.includes('2019-09')) return new (await import('ajv/dist/2019')).Ajv2019(options);
	return new (await import('ajv')).Ajv(options);
}

function describe(errors: ErrorObject[]): string {
	const faults = errors.slice(0, MAX_FAULTS).map(describeFault);
	const more = errors.length - faults.length;
	return faults.join('; ') + (more > 0 ? `; and ${more} more` : '');
}

/** A JSON Pointer as people write paths: `/people/0/name` becomes `people.0.name`. */
function toFieldPath(pointer: string): string {
	const names = pointer.slice(1).split('/');
	return names.map((name) => name.replaceAll('~1', '/').replaceAll('~0', '~')).join('.');
}

function describeFault({ instancePath, message, params }: ErrorObject): string {
	const place = instancePath === '' ? 'the answer' : toFieldPath(instancePath);
	const extra = asString(params['additionalProperty']);
	return `${place} ${message ?? 'does not fit'}${extra === undefined ? '' : ` ("${extra}")`}`;
}
