import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { ChatCompletion } from '../api/types';
import { simplifyCompletion } from '../chat/output';

/**
 * The output items of a completion, paired to the input item they answer: one per choice when
 * simplified, else the API's own object.
 */
export function toItems(
	completion: ChatCompletion,
	itemIndex: number,
	simplify: boolean,
): INodeExecutionData[] {
	const results: object[] = simplify ? simplifyCompletion(completion) : [completion];
	return results.filter(isData).map((json) => ({ json, pairedItem: { item: itemIndex } }));
}

function isData(value: object): value is IDataObject {
	return !Array.isArray(value);
}
