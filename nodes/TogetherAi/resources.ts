import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeInputConfiguration,
	INodeProperties,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import * as batchCancel from './actions/batch/cancel.operation';
import * as batchCreate from './actions/batch/create.operation';
import * as batchGet from './actions/batch/get.operation';
import * as batchGetMany from './actions/batch/getMany.operation';
import * as batchGetResults from './actions/batch/getResults.operation';
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
		value: 'batch',
		name: 'Batch',
		operations: [
			{
				value: 'create',
				name: 'Create',
				action: 'Create a batch',
				description: 'Send many chat requests as one job, to be answered within a day',
				inputs: [],
				fields: batchCreate.description,
				execute: batchCreate.execute,
			},
			{
				value: 'get',
				name: 'Get',
				action: 'Get a batch',
				description: 'See how far a batch is',
				inputs: [],
				fields: batchGet.description,
				execute: batchGet.execute,
			},
			{
				value: 'getMany',
				name: 'Get Many',
				action: 'Get many batches',
				description: 'List the batches of the account, the newest first',
				inputs: [],
				fields: batchGetMany.description,
				execute: batchGetMany.execute,
			},
			{
				value: 'getResults',
				name: 'Get Results',
				action: 'Get batch results',
				description: 'Get the answer to every request of a batch that has ended',
				inputs: [],
				fields: batchGetResults.description,
				execute: batchGetResults.execute,
			},
			{
				value: 'cancel',
				name: 'Cancel',
				action: 'Cancel a batch',
				description: 'Stop a batch that runs. Rows that were answered are billed, and can be had.',
				inputs: [],
				fields: batchCancel.description,
				execute: batchCancel.execute,
			},
		],
	},
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
