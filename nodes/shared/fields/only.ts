import type { INodeProperties } from 'n8n-workflow';

/** A collection with only those of its entries that apply, by their names. */
export function only(field: INodeProperties, keep: (name: string) => boolean): INodeProperties {
	return { ...field, options: (field.options ?? []).filter(({ name }) => keep(name)) };
}
