import type { INodeProperties, INodeTypeDescription } from 'n8n-workflow';
import { NodeConnectionTypes, updateDisplayOptions } from 'n8n-workflow';

import { RESOURCES, type Resource } from './resources';

/** The form of the node: Resource, Operation, and below them what the operation asks for. */
export const formFields: INodeProperties[] = [
	{
		displayName: 'Resource',
		name: 'resource',
		type: 'options',
		noDataExpression: true,
		default: 'chat',
		options: RESOURCES.map(({ name, value }) => ({ name, value })),
	},
	...RESOURCES.map(operationField),
	...RESOURCES.flatMap((resource) =>
		resource.operations.flatMap((operation) =>
			updateDisplayOptions(
				{ show: { resource: [resource.value], operation: [operation.value] } },
				operation.fields,
			),
		),
	),
];

function operationField({ value, operations }: Resource): INodeProperties {
	// eslint-disable-next-line n8n-nodes-base/node-param-default-missing -- it is there, but no literal
	return {
		displayName: 'Operation',
		name: 'operation',
		type: 'options',
		noDataExpression: true,
		default: operations[0]?.value ?? '',
		displayOptions: { show: { resource: [value] } },
		options: operations.map((operation) => ({
			name: operation.name,
			value: operation.value,
			action: operation.action,
			description: operation.description,
		})),
	};
}

/** The inputs of the node by Resource and Operation: sub-nodes only where the operation takes them. */
export const inputs: INodeTypeDescription['inputs'] = `={{ (${JSON.stringify(
	Object.fromEntries(
		RESOURCES.flatMap((resource) =>
			resource.operations.map((operation) => [
				`${resource.value} > ${operation.value}`,
				[{ type: NodeConnectionTypes.Main }, ...operation.inputs],
			]),
		),
	),
)})[$parameter["resource"] + " > " + $parameter["operation"]] ?? [{ type: "main" }] }}`;
