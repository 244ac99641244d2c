import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import { Problem } from './problem';

/**
 * Makes input items out of what a file holds: an array of objects, or of whole n8n items that have
 * their object under `json`.
 *
 * @throws Problem when it is anything else, or empty.
 */
export function checkInput(value: unknown, file: string): INodeExecutionData[] {
	if (!Array.isArray(value)) {
		throw new Problem(`${file} must hold an array of objects, one per input item`);
	}
	if (value.length === 0) throw new Problem(`${file} holds no items, so no node would run`);
	const objects = value.map((each: unknown, index) => {
		if (isDataObject(each)) return each;
		throw new Problem(`${file}: entry ${index + 1} of the array is not an object`);
	});
	const items = objects.map(asItem).filter((item) => item !== undefined);
	return items.length === objects.length ? items : objects.map((json) => ({ json }));
}

function asItem({ json }: IDataObject): INodeExecutionData | undefined {
	return isDataObject(json) ? { json } : undefined;
}

function isDataObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}
