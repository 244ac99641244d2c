import type { AINodeConnectionType, INodeParameters, INodeType } from 'n8n-workflow';

/** A sub-node that hangs on one of the inputs below the node. */
export interface SubNode {
	type: INodeType;
	input: AINodeConnectionType;
	parameters?: INodeParameters;
}

/** The type of a sub-node that supplies what the function gives, once per item. */
export function supplier(
	output: AINodeConnectionType,
	supply: (itemIndex: number) => unknown,
): SubNode {
	return {
		input: output,
		type: {
			description: {
				displayName: 'Supplier',
				name: 'supplier',
				group: ['transform'],
				version: 1,
				description: 'Supplies something',
				defaults: { name: 'Supplier' },
				inputs: [],
				outputs: [output],
				properties: [],
			},
			supplyData(itemIndex) {
				return Promise.resolve({ response: supply(itemIndex) });
			},
		},
	};
}
