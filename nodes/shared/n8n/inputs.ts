import type { AINodeConnectionType, IExecuteFunctions } from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { fromSubNode } from './subNode';
import { asArray } from '../json';

/** Which of the node's inputs for sub-nodes have something connected to them. */
export interface ConnectedInputs {
	tools: boolean;
	memory: boolean;
}

/** Looks once for all items. A node that runs as a tool has no such inputs. */
export async function connectedInputs(context: IExecuteFunctions): Promise<ConnectedInputs> {
	return {
		tools: await isConnected(context, NodeConnectionTypes.AiTool),
		memory: await isConnected(context, NodeConnectionTypes.AiMemory),
	};
}

/**
 * Whether tools or a memory are connected, also where the operation has no inputs for them: n8n keeps
 * connections that were made for another one.
 */
export function hasSubNodes(context: IExecuteFunctions): boolean {
	// Older n8n does not know parents by the kind of their connection and tells those of the main one.
	if (parentsOf(context, NodeConnectionTypes.AiTextSplitter).length > 0) return false;
	const kinds = [NodeConnectionTypes.AiTool, NodeConnectionTypes.AiMemory];
	return kinds.some((kind) => parentsOf(context, kind).length > 0);
}

async function isConnected(
	context: IExecuteFunctions,
	type: AINodeConnectionType,
): Promise<boolean> {
	if (!context.getNodeInputs().some((input) => input.type === type)) return false;
	if (parentsOf(context, type).length === 0) return false;
	// Older n8n does not know parents by the kind of their connection and tells those of the main one.
	const tellsKinds = parentsOf(context, NodeConnectionTypes.AiTextSplitter).length === 0;
	if (tellsKinds) return true;
	const connected = await fromSubNode(
		type === NodeConnectionTypes.AiTool ? 'Tools' : 'Memory',
		context.getInputConnectionData(type, 0),
		context.getExecutionCancelSignal(),
	);
	return (asArray(connected) ?? [connected]).some((entry) => entry !== undefined);
}

function parentsOf(context: IExecuteFunctions, connectionType: AINodeConnectionType) {
	const { name } = context.getNode();
	const parents = context.getParentNodes(name, { connectionType, depth: 1 });
	return parents.filter((parent) => !parent.disabled);
}
