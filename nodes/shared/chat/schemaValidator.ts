import type { AnySchema, ErrorObject, Options } from 'ajv';

import { asString, type JsonObject } from '../unknown';

/** Says what is wrong with a value, each fault with its place; undefined when it fits. */
export type SchemaValidator = (value: unknown) => string | undefined;

/** Faults named in one error: more do not help to mend the first. */
const MAX_FAULTS = 5;

/** Validators that are kept, those used last. */
const MAX_VALIDATORS = 50;

const validators = new Map<string, Promise<SchemaValidator>>();

/** What only the Unicode mode understands; without it, it would be read as plain letters. */
const ONLY_UNICODE = /\\[pPu]\{/;

/** A pattern with escapes that only the Unicode mode refuses, such as `\-`, is read without it. */
function readPattern(pattern: string, flags: string): RegExp {
	if (ONLY_UNICODE.test(pattern)) return new RegExp(pattern, flags);
	try {
		return new RegExp(pattern, flags);
	} catch {
		return new RegExp(pattern);
	}
}

/** A schema may use words of its own, and formats are the model's business. */
const OPTIONS: Options = {
	allErrors: true,
	strict: false,
	validateFormats: false,
	code: { regExp: Object.assign(readPattern, { code: 'readPattern' }) },
};

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
	const ajv = await createAjv(dialect);
	const validate = ajv.compile(rest as AnySchema);
	return (value) => (validate(value) ? undefined : describe(validate.errors ?? []));
}

async function createAjv(dialect: string) {
	if (dialect.includes('2020-12')) return new (await import('ajv/dist/2020')).Ajv2020(OPTIONS);
	if (dialect.includes('2019-09')) return new (await import('ajv/dist/2019')).Ajv2019(OPTIONS);
	return new (await import('ajv')).Ajv(OPTIONS);
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
