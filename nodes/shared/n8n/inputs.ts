import type { AINodeConnectionType, IExecuteFunctions } from 'n8n-workflow';

/** True when something is connected to an input of the node. A node that runs as a tool has no inputs. */
export function isConnected(context: IExecuteFunctions, type: AINodeConnectionType): boolean {
	const parents = context.getParentNodes(context.getNode().name, {
		connectionType: type,
		depth: 1,
	});
	return parents.length > 0 && context.getNodeInputs().some((input) => input.type === type);
}
