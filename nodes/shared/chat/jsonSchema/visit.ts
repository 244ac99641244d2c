/**
 * Whether a value fits: yes, unknown (it depends on a pattern that cannot be matched), or no. The
 * larger of two is the verdict of both together, the smaller that of one of them.
 */
export const FITS = 0;
export const UNKNOWN = 1;
export const FAILS = 2;
export type Verdict = typeof FITS | typeof UNKNOWN | typeof FAILS;

/** Checks a value, and names its faults in the visit. */
export type Check = (value: unknown, visit: Visit) => Verdict;

/** The worse of two verdicts: that of two rules which must both hold. */
export function both(one: Verdict, other: Verdict): Verdict {
	return one > other ? one : other;
}

/** Where a value is: its key, and where that is. */
interface Place {
	key: string | number;
	within: Place | undefined;
}

/** The faults of a value: the first few in words, the others as a number, however many there are. */
export class Faults {
	/** Faults named in one error: more do not help to mend the first. */
	private static readonly MAX_NAMED = 5;

	private readonly named: string[] = [];

	private count = 0;

	add(place: Place | undefined, message: string): void {
		this.count++;
		if (this.named.length < Faults.MAX_NAMED) this.named.push(`${pathOf(place)} ${message}`);
	}

	addAll({ named, count }: Faults): void {
		this.named.push(...named.slice(0, Faults.MAX_NAMED - this.named.length));
		this.count += count;
	}

	toString(): string {
		const more = this.count - this.named.length;
		return this.named.join('; ') + (more > 0 ? `; and ${more} more` : '');
	}
}

/** A place as people write it, for instance `people.0.name`. */
function pathOf(place: Place | undefined): string {
	const keys: Array<string | number> = [];
	for (let at = place; at; at = at.within) keys.unshift(at.key);
	return keys.length > 0 ? keys.join('.') : 'the answer';
}

/** The properties and items that a keyword has looked at, for `unevaluatedProperties` and its like. */
export class Evaluated {
	readonly keys = new Set<string | number>();

	addAll(other: Evaluated | undefined): void {
		for (const key of other?.keys ?? []) this.keys.add(key);
	}
}

/** The schema resources that were entered, the last one first. */
export interface Scope {
	resource: object;
	outer: Scope | undefined;
}

/** One value that is checked against one schema. */
export class Visit {
	/**
	 * @param known verdicts on objects and lists that were checked against a definition before:
	 * without them, alternatives that refer to each other would check a deep value 2^depth times
	 * @param faults where faults are named; undefined where only the verdict counts
	 * @param evaluated undefined where no keyword of the schema asks for it
	 */
	constructor(
		readonly known: Map<object, Map<object, Verdict>> | undefined,
		readonly faults: Faults | undefined,
		readonly evaluated: Evaluated | undefined,
		readonly scope?: Scope,
		private readonly place?: Place,
	) {}

	/** Names a fault of the value. */
	fail(message: string): typeof FAILS {
		this.faults?.add(this.place, message);
		return FAILS;
	}

	/** Goes to a property or an item of the value. */
	into(key: string | number): Visit {
		const evaluated = this.evaluated && new Evaluated();
		return new Visit(this.known, this.faults, evaluated, this.scope, { key, within: this.place });
	}

	/** Enters a schema resource. */
	enter(resource: object): Visit {
		if (this.scope?.resource === resource) return this;
		const scope = { resource, outer: this.scope };
		return new Visit(this.known, this.faults, this.evaluated, scope, this.place);
	}

	/** Checks the same value against another schema, which sees nothing of what others evaluated. */
	beside(check: Check, value: unknown, faults: Faults | undefined = this.faults): Verdict {
		if (!this.evaluated && faults === this.faults) return check(value, this);
		const evaluated = this.evaluated && new Evaluated();
		const inner = new Visit(this.known, faults, evaluated, this.scope, this.place);
		const verdict = check(value, inner);
		if (verdict !== FAILS) this.evaluated?.addAll(evaluated);
		return verdict;
	}

	/** The same, where only the verdict counts. */
	judge(check: Check, value: unknown): Verdict {
		const evaluated = this.evaluated && new Evaluated();
		const inner = new Visit(this.known, undefined, evaluated, this.scope, this.place);
		const verdict = check(value, inner);
		if (verdict !== FAILS) this.evaluated?.addAll(evaluated);
		return verdict;
	}
}
