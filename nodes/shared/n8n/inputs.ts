import type { AINodeConnectionType, IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

/** Which of the node's inputs for sub-nodes have something connected to them. */
export interface ConnectedInputs {
	tools: boolean;
	memory: boolean;
}

/** Looks once for all items. A node that runs as a tool has no such inputs. */
export function connectedInputs(context: IExecuteFunctions): ConnectedInputs {
	const types = context.getNodeInputs().map((input) => input.type);
	const { name } = context.getNode();
	const isConnected = (connectionType: AINodeConnectionType) =>
		types.includes(connectionType) &&
		context.getParentNodes(name, { connectionType, depth: 1 }).some((parent) => !parent.disabled);
	return {
		tools: isConnected(NodeConnectionTypes.AiTool),
		memory: isConnected(NodeConnectionTypes.AiMemory),
	};
}
