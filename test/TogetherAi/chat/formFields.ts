import type { INodeProperties, INodePropertyCollection } from 'n8n-workflow';

/** The fields directly inside a collection: of all its groups where it has groups. */
function childrenOf({ options = [] }: INodeProperties): INodeProperties[] {
	return options.flatMap((option) => {
		if (isGroup(option)) return option.values;
		return 'type' in option ? [option] : [];
	});
}

function isGroup(option: object): option is INodePropertyCollection {
	return 'values' in option;
}

/** The labels of all fields as the form shows them, with the path to those inside collections. */
export function fieldPaths(properties: INodeProperties[], parent = ''): string[] {
	return properties.flatMap((property) => {
		const path = parent + property.displayName;
		return [path, ...fieldPaths(childrenOf(property), `${path} > `)];
	});
}

/** The parameters of a workflow that no field of the form has, with the path to each. */
export function unknownParameters(
	parameters: object,
	properties: INodeProperties[],
	parent = '',
): string[] {
	const shown = parent === '' ? shownFor(parameters, properties) : properties;
	return Object.entries(parameters).flatMap(([name, value]: [string, unknown]) => {
		const path = `${parent}${name}`;
		const fields = shown.filter((property) => property.name === name);
		if (fields.length === 0) return [path];
		return fields.flatMap((field) => unknownInside(value, field, path));
	});
}

/** The fields of an operation: others may have some of the same name. */
function shownFor(parameters: object, properties: INodeProperties[]): INodeProperties[] {
	const chosen = { resource: 'chat', operation: 'complete', ...parameters };
	return properties.filter(({ displayOptions }) =>
		(['resource', 'operation'] as const).every(
			(name) => displayOptions?.show?.[name]?.includes(chosen[name]) ?? true,
		),
	);
}

function unknownInside(value: unknown, field: INodeProperties, path: string): string[] {
	if (field.type === 'options') return unknownChoice(value, field, path);
	if (typeof value !== 'object' || value === null) return [];
	if (field.type === 'collection') return unknownParameters(value, childrenOf(field), `${path}.`);
	if (field.type !== 'fixedCollection') return [];
	return Object.entries(value).flatMap(([name, entries]: [string, unknown]) => {
		const group = (field.options ?? []).filter(isGroup).find((option) => option.name === name);
		if (!group) return [`${path}.${name}`];
		return (Array.isArray(entries) ? entries : [entries]).flatMap((entry: unknown, index) =>
			unknownParameters(Object(entry) as object, group.values, `${path}.${name}.${index}.`),
		);
	});
}

function unknownChoice(value: unknown, { options = [] }: INodeProperties, path: string): string[] {
	if (typeof value === 'string' && value.startsWith('=')) return [];
	const isKnown = options.some((option) => 'value' in option && option.value === value);
	return isKnown ? [] : [`${path} = ${String(value)}`];
}
