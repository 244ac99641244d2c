import { canonical } from './canonical';
import type { Keywords } from './compiler';
import { both, FAILS, FITS, UNKNOWN, type Check, type Verdict, type Visit } from './visit';
import { asNumber } from '../../json';

type ListCheck = (items: unknown[], visit: Visit) => Verdict;

/** Keywords for lists. */
export function arrayChecks(keywords: Keywords): Check[] {
	const checks = [
		...sizeChecks(keywords),
		...itemChecks(keywords),
		...containsChecks(keywords),
		...unevaluatedChecks(keywords),
	];
	return checks.map(
		(check): Check =>
			(value, visit) =>
				Array.isArray(value) ? check(value, visit) : FITS,
	);
}

function sizeChecks({ read }: Keywords): ListCheck[] {
	const checks: ListCheck[] = [];
	const max = asNumber(read('maxItems'));
	const min = asNumber(read('minItems'));
	if (max !== undefined) checks.push(atMost(max));
	if (min !== undefined) {
		const message = `must NOT have fewer than ${min} items`;
		checks.push(({ length }, visit) => (length >= min ? FITS : visit.fail(message)));
	}
	if (read('uniqueItems') === true) checks.push(unique);
	return checks;
}

function atMost(max: number): ListCheck {
	const message = `must NOT have more than ${max} items`;
	return ({ length }, visit) => (length <= max ? FITS : visit.fail(message));
}

function unique(items: unknown[], visit: Visit): Verdict {
	const places = new Map<string, number>();
	for (const [place, item] of items.entries()) {
		const key = canonical(item);
		const before = places.get(key);
		if (before !== undefined) {
			return visit.fail(
				`must NOT have duplicate items (items ${before} and ${place} are identical)`,
			);
		}
		places.set(key, place);
	}
	return FITS;
}

/** A tuple and what follows it, in the words of the dialect. */
function itemChecks({ read, check, dialect }: Keywords): ListCheck[] {
	const items = read('items');
	const isOld = dialect !== '2020-12';
	const tuple = isOld ? items : read('prefixItems');
	const isTuple = Array.isArray(tuple);
	const rest = isOld && isTuple ? read('additionalItems') : items;
	const first = isTuple ? tuple.map((schema) => check(schema)) : [];
	const others = rest === undefined || (isOld && Array.isArray(rest)) ? undefined : check(rest);
	if (first.length === 0 && !others) return [];
	if (isTuple && rest === false) return [each(first, undefined), atMost(first.length)];
	return [each(first, others)];
}

function each(first: Check[], others: Check | undefined): ListCheck {
	return (items, visit) => {
		let verdict: Verdict = FITS;
		const end = others ? items.length : Math.min(first.length, items.length);
		for (let place = 0; place < end; place++) {
			const check = first[place] ?? others;
			if (check) verdict = both(verdict, check(items[place], visit.into(place)));
			visit.evaluated?.keys.add(place);
		}
		return verdict;
	};
}

function containsChecks({ read, check, dialect }: Keywords): ListCheck[] {
	if (read('contains') === undefined) return [];
	const wanted = check(read('contains'));
	const min = asNumber(read('minContains')) ?? 1;
	const max = asNumber(read('maxContains')) ?? Infinity;
	const upTo = max === Infinity ? '' : ` and no more than ${max}`;
	const message = `must contain at least ${min}${upTo} valid item(s)`;
	return [
		(items, visit) => {
			let fitting = 0;
			let unknown = 0;
			for (const [place, item] of items.entries()) {
				const verdict = visit.into(place).judge(wanted, item);
				if (verdict === FAILS) continue;
				if (verdict === FITS) fitting++;
				else unknown++;
				if (dialect === '2020-12') visit.evaluated?.keys.add(place);
			}
			if (fitting > max || fitting + unknown < min) return visit.fail(message);
			return fitting >= min && fitting + unknown <= max ? FITS : UNKNOWN;
		},
	];
}

function unevaluatedChecks({ read, check }: Keywords): ListCheck[] {
	const schema = read('unevaluatedItems');
	if (schema === undefined) return [];
	const inner = check(schema);
	return [
		(items, visit) => {
			let verdict: Verdict = FITS;
			for (const [place, item] of items.entries()) {
				if (visit.evaluated?.keys.has(place)) continue;
				verdict = both(verdict, inner(item, visit.into(place)));
				visit.evaluated?.keys.add(place);
			}
			return verdict;
		},
	];
}
