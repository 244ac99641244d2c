import type { Keywords } from './compiler';
import { both, FAILS, Faults, FITS, UNKNOWN, type Check, type Verdict } from './visit';

/** Keywords that put schemas together. */
export function combinationChecks({ read, check }: Keywords): Check[] {
	const checks: Check[] = [];
	const several = (keyword: string, make: (inner: Check[]) => Check) => {
		const schemas = read(keyword);
		if (Array.isArray(schemas)) checks.push(make(schemas.map((schema) => check(schema))));
	};
	several('allOf', allOf);
	several('anyOf', anyOf);
	several('oneOf', oneOf);
	if (read('not') !== undefined) checks.push(not(check(read('not'))));
	if (read('if') !== undefined) {
		const branch = (keyword: string) =>
			read(keyword) === undefined ? undefined : check(read(keyword));
		checks.push(conditional(check(read('if')), branch('then'), branch('else')));
	}
	return checks;
}

function allOf(checks: Check[]): Check {
	return (value, visit) => {
		let verdict: Verdict = FITS;
		for (const check of checks) verdict = both(verdict, visit.beside(check, value));
		return verdict;
	};
}

function anyOf(checks: Check[]): Check {
	return (value, visit) => {
		const faults = visit.faults && new Faults();
		let verdict: Verdict = FAILS;
		for (const check of checks) {
			const one = visit.beside(check, value, faults);
			if (one < verdict) verdict = one;
			if (verdict === FITS && !visit.evaluated) break;
		}
		if (verdict !== FAILS) return verdict;
		if (faults) visit.faults?.addAll(faults);
		return visit.fail('must match a schema in anyOf');
	};
}

function oneOf(checks: Check[]): Check {
	return (value, visit) => {
		const faults = visit.faults && new Faults();
		const verdicts = checks.map((check) => visit.beside(check, value, faults));
		const fitting = verdicts.filter((verdict) => verdict === FITS).length;
		const unknown = verdicts.includes(UNKNOWN);
		if (fitting === 1 && !unknown) return FITS;
		if (fitting < 2 && unknown) return UNKNOWN;
		if (fitting === 0 && faults) visit.faults?.addAll(faults);
		return visit.fail(
			`must match exactly one schema in oneOf${fitting > 1 ? `, but matches ${fitting}` : ''}`,
		);
	};
}

function not(check: Check): Check {
	return (value, visit) => {
		const verdict = visit.judge(check, value);
		if (verdict === FITS) return visit.fail('must NOT be valid');
		return verdict === FAILS ? FITS : UNKNOWN;
	};
}

function conditional(
	condition: Check,
	then: Check | undefined,
	otherwise: Check | undefined,
): Check {
	const branch =
		(check: Check | undefined, name: string): Check =>
		(value, visit) => {
			if (!check) return FITS;
			const verdict = visit.beside(check, value);
			return verdict === FAILS ? visit.fail(`must match "${name}" schema`) : verdict;
		};
	const [first, second] = [branch(then, 'then'), branch(otherwise, 'else')];
	return (value, visit) => {
		const verdict = visit.judge(condition, value);
		if (verdict === UNKNOWN) return UNKNOWN;
		return verdict === FITS ? first(value, visit) : second(value, visit);
	};
}
