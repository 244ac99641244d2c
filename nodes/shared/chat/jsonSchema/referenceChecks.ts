import type { Keywords } from './compiler';
import { FAILS, type Check, type Scope, type Verdict } from './visit';
import { asString, isObject } from '../../json';

/** `$ref`, and its two forms that depend on where a schema is referred to from. */
export function referenceChecks(keywords: Keywords): Check[] {
	const { read } = keywords;
	const reference = asString(read('$ref'));
	const dynamic = asString(read('$dynamicRef'));
	const recursive = asString(read('$recursiveRef'));
	return [
		...(reference === undefined ? [] : [toTarget(keywords, reference)]),
		...(dynamic === undefined ? [] : [toDynamic(keywords, dynamic)]),
		...(recursive === undefined ? [] : [toRecursive(keywords, recursive)]),
	];
}

function toTarget({ references, check, schema }: Keywords, reference: string): Check {
	const target = references.resolve(reference, schema);
	const inner = check(target);
	return (value, visit) => {
		if (!visit.known || typeof value !== 'object' || value === null || !isObject(target)) {
			return visit.beside(inner, value);
		}
		const known = visit.known.get(target) ?? new Map<object, Verdict>();
		visit.known.set(target, known);
		const before = known.get(value);
		if (before !== undefined)
			return before === FAILS ? visit.fail(`must fit ${reference}`) : before;
		const verdict = visit.beside(inner, value);
		known.set(value, verdict);
		return verdict;
	};
}

/** The anchor of the outermost schema that was entered, where the one that is referred to is dynamic. */
function toDynamic({ references, check, schema }: Keywords, reference: string): Check {
	const target = references.resolve(reference, schema);
	const anchor = reference.split('#')[1] ?? '';
	const inner = check(target);
	if (!isObject(target) || !anchor || target['$dynamicAnchor'] !== anchor) {
		return (value, visit) => visit.beside(inner, value);
	}
	return (value, visit) => {
		const anchored = outermost(visit.scope, (resource) =>
			references.dynamicAnchor(resource, anchor),
		);
		return visit.beside(anchored ? check(anchored) : inner, value);
	};
}

function toRecursive({ references, check, schema }: Keywords, reference: string): Check {
	const target = references.resolve(reference, schema);
	const inner = check(target);
	const isAnchor = (resource: unknown) =>
		isObject(resource) && resource['$recursiveAnchor'] === true;
	if (!isAnchor(target)) return (value, visit) => visit.beside(inner, value);
	return (value, visit) => {
		const root = outermost(visit.scope, (resource) => (isAnchor(resource) ? resource : undefined));
		return visit.beside(root ? check(root) : inner, value);
	};
}

function outermost<T>(scope: Scope | undefined, find: (resource: object) => T | undefined) {
	let found: T | undefined;
	for (let at = scope; at; at = at.outer) found = find(at.resource) ?? found;
	return found;
}
