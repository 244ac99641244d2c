import { faultOf, knows, subschemas, type Dialect } from './shape';
import { asString, isObject, type JsonObject } from '../../json';

/** The address of a schema that names none. */
const NOWHERE = 'schema:///';

/** Where a schema is. */
interface Location {
	/** The address that references in it are relative to. */
	base: string;
	/** The nearest schema around it that has an address, or the outermost one. */
	resource: JsonObject;
	path: string[];
}

/**
 * The schemas within a schema, by where they are: what references are followed by. Every schema in it
 * is well-formed once this is made.
 */
export class References {
	private readonly locations = new Map<object, Location>();

	private readonly byAddress = new Map<string, JsonObject>();

	private readonly dynamicAnchors = new Map<object, Map<string, JsonObject>>();

	/** @throws {Error} saying where the schema is wrong */
	constructor(
		root: JsonObject,
		private readonly dialect: Dialect,
	) {
		this.byAddress.set(NOWHERE, root);
		this.add(root, { base: NOWHERE, resource: root, path: [] });
	}

	/** The schema around one that `$recursiveRef` and `$dynamicRef` count with. */
	resourceOf(schema: JsonObject): JsonObject {
		return this.locations.get(schema)?.resource ?? schema;
	}

	/** The schema that has a dynamic anchor in a resource. */
	dynamicAnchor(resource: object, name: string): JsonObject | undefined {
		return this.dynamicAnchors.get(resource)?.get(name);
	}

	/**
	 * The schema that a reference in another schema leads to.
	 * @throws {Error} when it leads out of the whole schema: nothing is fetched
	 */
	resolve(reference: string, from: JsonObject): JsonObject | boolean {
		const { base, path } = this.locationOf(from);
		const [address = '', fragment = ''] = absolute(reference, base).split('#');
		const anchored = this.byAddress.get(`${address}#${fragment}`);
		const resource = this.byAddress.get(address);
		const isPointer = fragment === '' || fragment.startsWith('/');
		const found = resource && isPointer ? this.follow(resource, fragment) : anchored;
		if (found !== undefined) return found;
		const place = path.length > 0 ? ` at ${path.join('.')}` : '';
		throw new Error(
			`can't resolve reference ${reference}${place}: it leads to nothing in the schema, and nothing is fetched`,
		);
	}

	private follow(resource: JsonObject, pointer: string): JsonObject | boolean | undefined {
		let at: unknown = resource;
		let nearest = resource;
		const path = pointer.split('/').slice(1).map(decode);
		for (const name of path) {
			if (typeof at !== 'object' || at === null || !Object.hasOwn(at, name)) return undefined;
			at = Reflect.get(at, name) as unknown;
			if (isObject(at) && this.locations.has(at)) nearest = at;
		}
		if (typeof at === 'boolean') return at;
		if (!isObject(at)) return undefined;
		if (!this.locations.has(at)) this.add(at, { ...this.locationOf(nearest), path });
		return at;
	}

	private locationOf(schema: JsonObject): Location {
		return this.locations.get(schema) ?? { base: NOWHERE, resource: schema, path: [] };
	}

	private add(schema: JsonObject, around: Location): void {
		this.checkShape(schema, around.path);
		const location = this.addAddresses(schema, around);
		this.locations.set(schema, location);
		for (const [steps, inner] of subschemas(schema, this.dialect)) {
			const path = [...around.path, ...steps];
			if (isObject(inner)) this.add(inner, { ...location, path });
			else if (typeof inner !== 'boolean') throw invalid(path, 'must be object,boolean');
		}
	}

	private checkShape(schema: JsonObject, path: string[]): void {
		for (const [keyword, value] of Object.entries(schema)) {
			const fault = knows(this.dialect, keyword) ? faultOf(keyword, value) : undefined;
			if (fault !== undefined) throw invalid([...path, keyword], fault);
		}
	}

	private addAddresses(schema: JsonObject, around: Location): Location {
		const id = asString(schema['$id']);
		const isResource = id !== undefined && !id.startsWith('#');
		const base = isResource ? (absolute(id, around.base).split('#')[0] ?? '') : around.base;
		const location = { ...around, base, ...(isResource && { resource: schema }) };
		if (isResource) this.byAddress.set(base, schema);
		const dynamic = knows(this.dialect, '$dynamicAnchor') && asString(schema['$dynamicAnchor']);
		const old = id?.startsWith('#') ? id.slice(1) : undefined;
		for (const anchor of [asString(schema['$anchor']), old, dynamic]) {
			if (anchor) this.byAddress.set(`${base}#${anchor}`, schema);
		}
		if (dynamic) {
			const known = this.dynamicAnchors.get(location.resource) ?? new Map<string, JsonObject>();
			this.dynamicAnchors.set(location.resource, known.set(dynamic, schema));
		}
		return location;
	}
}

function absolute(reference: string, base: string): string {
	if (!URL.canParse(reference, base)) throw new Error(`can't resolve reference ${reference}`);
	return new URL(reference, base).href;
}

function decode(step: string): string {
	const unescaped = /%(?![\da-f]{2})/i.test(step) ? step : decodeURIComponent(step);
	return unescaped.replaceAll('~1', '/').replaceAll('~0', '~');
}

function invalid(path: string[], fault: string): Error {
	return new Error(`${path.join('.')} ${fault}`);
}
