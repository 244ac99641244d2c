import { arrayChecks } from './arrays';
import { combinationChecks } from './combinations';
import { objectChecks } from './objects';
import { referenceChecks } from './referenceChecks';
import type { References } from './references';
import { knows, type Dialect } from './shape';
import { valueChecks } from './values';
import { both, FITS, type Check, type Verdict } from './visit';
import { isObject, type JsonObject } from '../../json';
import type { LinearPattern, PatternReader } from '../pattern/pattern';

/** What the keywords of one schema are made into checks with. */
export interface Keywords {
	schema: JsonObject;
	/** The value of a keyword that the dialect knows. */
	read: (keyword: string) => unknown;
	/** The check of a schema within this one. */
	check: (schema: unknown) => Check;
	/** A pattern; undefined, and noted, where it cannot be matched. */
	pattern: (pattern: string) => LinearPattern | undefined;
	references: References;
	dialect: Dialect;
}

/** The keywords in the order in which their faults are named; those that need the others come last. */
const MAKERS = [referenceChecks, valueChecks, combinationChecks, arrayChecks, objectChecks];

/** Makes checks of schemas, one per schema, so that schemas may refer to each other. */
export class Compiler {
	private readonly checks = new Map<object, Check>();

	/** Patterns that cannot be matched. */
	readonly unchecked = new Set<string>();

	constructor(
		private readonly references: References,
		private readonly dialect: Dialect,
		private readonly readPattern: PatternReader | undefined,
	) {}

	/** @throws {SyntaxError} for an invalid pattern, {@link Error} for a reference to nowhere */
	check(schema: unknown): Check {
		if (!isObject(schema)) return schema === false ? refuseAll : () => FITS;
		const known = this.checks.get(schema);
		if (known) return known;
		// A schema that refers to itself finds this one, which is not called before the other is made.
		let made: Check = () => FITS;
		this.checks.set(schema, (value, visit) => made(value, visit));
		made = this.make(schema);
		this.checks.set(schema, made);
		return made;
	}

	private make(schema: JsonObject): Check {
		const keywords: Keywords = {
			schema,
			read: (keyword) => (knows(this.dialect, keyword) ? schema[keyword] : undefined),
			check: (inner) => this.check(inner),
			pattern: (pattern) => this.pattern(pattern),
			references: this.references,
			dialect: this.dialect,
		};
		const checks = MAKERS.flatMap((make) => make(keywords));
		return inOrder(checks, this.references.resourceOf(schema));
	}

	private pattern(pattern: string): LinearPattern | undefined {
		const readable = this.readPattern?.(pattern);
		if (!readable) this.unchecked.add(pattern);
		return readable;
	}
}

function inOrder(checks: Check[], resource: object): Check {
	return (value, visit) => {
		const inside = visit.enter(resource);
		let verdict: Verdict = FITS;
		for (const check of checks) verdict = both(verdict, check(value, inside));
		return verdict;
	};
}

const refuseAll: Check = (_value, visit) => visit.fail('is not allowed here');
