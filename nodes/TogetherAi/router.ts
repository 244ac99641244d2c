import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';

import { RESOURCES } from './resources';
import { FormError } from '../shared/form/formError';
import { toErrorItem, toNodeError } from '../shared/n8n/failure';

/**
 * Runs the operation that the form names.
 * @throws {NodeOperationError} when there is no such operation and the node may not go on
 */
export async function runOperation(context: IExecuteFunctions): Promise<INodeExecutionData[]> {
	const items = context.getInputData();
	if (items.length === 0) return [];
	const resource = String(context.getNodeParameter('resource', 0, ''));
	const operation = String(context.getNodeParameter('operation', 0, ''));
	const known = RESOURCES.find(({ value }) => value === resource)?.operations.find(
		({ value }) => value === operation,
	);
	if (known) return await known.execute.call(context);

	const error = new FormError(
		'Resource',
		`or Operation is unknown: ${resource || '(empty)'} > ${operation || '(empty)'}`,
		'Pick both from the lists.',
	);
	const node = context.getNode();
	if (!context.continueOnFail()) throw toNodeError(node, error, 0);
	return items.map((_, index) => toErrorItem(node, toNodeError(node, error, index), index));
}
