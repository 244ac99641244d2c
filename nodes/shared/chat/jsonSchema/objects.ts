import type { Keywords } from './compiler';
import { both, FAILS, FITS, UNKNOWN, type Check, type Verdict, type Visit } from './visit';
import { asArray, asNumber, asObject, isObject, type JsonObject } from '../../json';

type ObjectCheck = (value: JsonObject, visit: Visit) => Verdict;

/** Keywords for objects. */
export function objectChecks(keywords: Keywords): Check[] {
	const checks = [
		...sizeChecks(keywords),
		...requiredChecks(keywords),
		...dependencyChecks(keywords),
		...nameChecks(keywords),
		...propertyChecks(keywords),
		...unevaluatedChecks(keywords),
	];
	return checks.map(
		(check): Check =>
			(value, visit) =>
				isObject(value) ? check(value, visit) : FITS,
	);
}

function sizeChecks({ read }: Keywords): ObjectCheck[] {
	const checks: ObjectCheck[] = [];
	const max = asNumber(read('maxProperties'));
	const min = asNumber(read('minProperties'));
	const add = (message: string, fits: (size: number) => boolean) =>
		checks.push((value, visit) => (fits(Object.keys(value).length) ? FITS : visit.fail(message)));
	if (max !== undefined) add(`must NOT have more than ${max} properties`, (size) => size <= max);
	if (min !== undefined) add(`must NOT have fewer than ${min} properties`, (size) => size >= min);
	return checks;
}

function requiredChecks({ read }: Keywords): ObjectCheck[] {
	const names = asArray(read('required'))?.map(String);
	return names ? [requires(names, (name) => `must have required property '${name}'`)] : [];
}

function requires(names: string[], message: (name: string) => string): ObjectCheck {
	return (value, visit) => {
		let verdict: Verdict = FITS;
		for (const name of names) if (!Object.hasOwn(value, name)) verdict = visit.fail(message(name));
		return verdict;
	};
}

/** What must be so where a property is there. */
function dependencyChecks({ read, check }: Keywords): ObjectCheck[] {
	const keywords = ['dependencies', 'dependentRequired', 'dependentSchemas'];
	const dependencies = keywords.flatMap((keyword) => Object.entries(asObject(read(keyword)) ?? {}));
	return dependencies.map(([name, wanted]): ObjectCheck => {
		const names = asArray(wanted)?.map(String);
		const message = (other: string) =>
			`must have property ${other} when property ${name} is present`;
		const required = names && requires(names, message);
		const inner = check(wanted);
		return (value, visit) => {
			if (!Object.hasOwn(value, name)) return FITS;
			return required ? required(value, visit) : visit.beside(inner, value);
		};
	});
}

function nameChecks({ read, check }: Keywords): ObjectCheck[] {
	if (read('propertyNames') === undefined) return [];
	const inner = check(read('propertyNames'));
	return [
		(value, visit) => {
			let verdict: Verdict = FITS;
			for (const name of Object.keys(value)) {
				const one = visit.into(name).judge(inner, name);
				verdict = both(verdict, one);
				if (one === FAILS) visit.fail(`property name "${name}" must be valid`);
			}
			return verdict;
		},
	];
}

/** `properties`, `patternProperties`, and `additionalProperties` for what neither of them names. */
function propertyChecks(keywords: Keywords): ObjectCheck[] {
	const { read, check } = keywords;
	const named = new Map(
		Object.entries(asObject(read('properties')) ?? {}).map(([name, schema]) => [
			name,
			check(schema),
		]),
	);
	const patterns = patternChecks(keywords);
	const additional = read('additionalProperties');
	const others = additional === undefined ? undefined : check(additional);
	if (named.size === 0 && patterns.length === 0 && !others) return [];
	return [
		(value, visit) => {
			let verdict: Verdict = FITS;
			for (const name of Object.keys(value)) {
				const checks = [named.get(name), ...patterns.map((pattern) => pattern(name))].filter(isSet);
				if (checks.length === 0 && others) {
					if (additional === false) {
						verdict = visit.fail(`must NOT have additional properties ("${name}")`);
						continue;
					}
					checks.push(others);
				}
				for (const one of checks) verdict = both(verdict, one(value[name], visit.into(name)));
				if (checks.length > 0) visit.evaluated?.keys.add(name);
			}
			return verdict;
		},
	];
}

function isSet(check: Check | undefined): check is Check {
	return check !== undefined;
}

/** A name that may fit a pattern may hold anything: whether its value fits is unknown. */
function patternChecks({ read, check, pattern }: Keywords) {
	const byPattern = Object.entries(asObject(read('patternProperties')) ?? {});
	return byPattern.map(([source, schema]) => {
		const readable = pattern(source);
		const inner = check(schema);
		return (name: string): Check | undefined => {
			if (!readable) return () => UNKNOWN;
			return readable.fitsPart(name) ? inner : undefined;
		};
	});
}

function unevaluatedChecks({ read, check }: Keywords): ObjectCheck[] {
	const schema = read('unevaluatedProperties');
	if (schema === undefined) return [];
	const inner = check(schema);
	return [
		(value, visit) => {
			let verdict: Verdict = FITS;
			for (const name of Object.keys(value)) {
				if (visit.evaluated?.keys.has(name)) continue;
				verdict =
					schema === false
						? visit.fail(`must NOT have unevaluated properties ("${name}")`)
						: both(verdict, inner(value[name], visit.into(name)));
				visit.evaluated?.keys.add(name);
			}
			return verdict;
		},
	];
}
