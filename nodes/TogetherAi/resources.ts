import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeInputConfiguration,
	INodeProperties,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import * as chatComplete from './actions/chat/complete.operation';
import * as documentRerank from './actions/document/rerank.operation';
import * as embeddingCreate from './actions/embedding/create.operation';
import * as modelGetMany from './actions/model/getMany.operation';

/** What can be done with a resource. */
export interface Operation {
	/** As saved in workflows. */
	value: string;
	/** As the form shows it. */
	name: string;
	/** What the list of actions shows, beginning with a verb. */
	action: string;
	description: string;
	/** Inputs for sub-nodes, there only while the operation is chosen. */
	inputs: INodeInputConfiguration[];
	/** The form below Resource and Operation. */
	fields: INodeProperties[];
	execute: (this: IExecuteFunctions) => Promise<INodeExecutionData[]>;
}

/** What the API serves. */
export interface Resource {
	value: string;
	name: string;
	operations: Operation[];
}

const MEMORY: INodeInputConfiguration = {
	type: NodeConnectionTypes.AiMemory,
	displayName: 'Memory',
	maxConnections: 1,
};

const TOOLS: INodeInputConfiguration = { type: NodeConnectionTypes.AiTool, displayName: 'Tools' };

/**
 * Everything the node can do: the form and the router both read it.
 * To add a resource, add its folder under `actions` and its entry here.
 */
export const RESOURCES: Resource[] = [
	{
		value: 'chat',
		name: 'Chat',
		operations: [
			{
				value: 'complete',
				name: 'Complete',
				action: 'Complete a chat',
				description: 'Send messages to a model and get its answer',
				inputs: [MEMORY, TOOLS],
				fields: chatComplete.description,
				execute: chatComplete.execute,
			},
		],
	},
	{
		value: 'document',
		name: 'Document',
		operations: [
			{
				value: 'rerank',
				name: 'Rerank',
				action: 'Rerank documents',
				description: 'Order documents by how well they fit a query, on a dedicated endpoint',
				inputs: [],
				fields: documentRerank.description,
				execute: documentRerank.execute,
			},
		],
	},
	{
		value: 'embedding',
		name: 'Embedding',
		operations: [
			{
				value: 'create',
				name: 'Create',
				action: 'Create embeddings',
				description: 'Make vectors of texts, many texts in one request',
				inputs: [],
				fields: embeddingCreate.description,
				execute: embeddingCreate.execute,
			},
		],
	},
	{
		value: 'model',
		name: 'Model',
		operations: [
			{
				value: 'getMany',
				name: 'Get Many',
				action: 'Get many models',
				description: 'List the models that the account can use, with their prices',
				inputs: [],
				fields: modelGetMany.description,
				execute: modelGetMany.execute,
			},
		],
	},
];
