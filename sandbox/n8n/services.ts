import { ExecutionLifecycleHooks, ExternalSecretsProxy } from 'n8n-core';
import type {
	INodeTypes,
	IVersionedNodeType,
	INodeType,
	IWorkflowBase,
	IWorkflowExecuteAdditionalData,
	StructuredChunk,
	Workflow,
	WorkflowExecuteMode,
	ICredentialsHelper,
} from 'n8n-workflow';
import { NodeHelpers, UnexpectedError, UserError } from 'n8n-workflow';

import { MANUAL_TRIGGER_TYPE, manualTrigger } from './manualTrigger';

/** Node types by the name workflows use, package prefix included. */
export type NodeTypeMap = Readonly<Record<string, INodeType | IVersionedNodeType>>;

/** The lookup the engine asks for node types: the given ones and the manual trigger. */
export function nodeTypeRegistry(nodeTypes: NodeTypeMap): INodeTypes {
	const known: NodeTypeMap = { [MANUAL_TRIGGER_TYPE]: manualTrigger, ...nodeTypes };
	const getByName = (name: string) => {
		const type = known[name];
		if (type === undefined) throw new UserError(`Unrecognized node type: ${name}`);
		return type;
	};
	return {
		getByName,
		getByNameAndVersion: (name, version) =>
			NodeHelpers.getVersionedNodeType(getByName(name), version),
		getKnownTypes: () => ({}),
	};
}

export interface ExecutionHooksOptions {
	mode: WorkflowExecuteMode;
	executionId: string;
	workflow: IWorkflowBase;
	/** Where chunks of a streaming run go; without it nodes see a run that does not stream. */
	onChunk?: ((chunk: StructuredChunk) => void | Promise<void>) | undefined;
}

/** The engine's lifecycle hooks with at most one handler: the receiver of streamed chunks. */
export function executionHooks(options: ExecutionHooksOptions): ExecutionLifecycleHooks {
	const hooks = new ExecutionLifecycleHooks(options.mode, options.executionId, options.workflow);
	if (options.onChunk) hooks.addHandler('sendChunk', options.onChunk);
	return hooks;
}

/** The workflow as n8n's database would describe it to the lifecycle hooks. */
export function workflowRecord(workflow: Workflow): IWorkflowBase {
	const now = new Date();
	return {
		id: workflow.id,
		name: workflow.name ?? '',
		active: false,
		isArchived: false,
		activeVersionId: null,
		createdAt: now,
		updatedAt: now,
		nodes: Object.values(workflow.nodes),
		connections: workflow.connectionsBySourceNode,
	};
}

/** What a running n8n offers an execution, cut down to what one workflow of plain nodes needs. */
export function additionalData(
	credentialsHelper: ICredentialsHelper,
	hooks: ExecutionLifecycleHooks,
	streamingEnabled: boolean,
): IWorkflowExecuteAdditionalData {
	const origin = 'http://localhost:5678';
	return {
		credentialsHelper,
		hooks,
		streamingEnabled,
		executionId: hooks.executionId,
		currentNodeExecutionIndex: 0,
		restApiUrl: `${origin}/rest`,
		instanceBaseUrl: `${origin}/`,
		formBaseUrl: `${origin}/form`,
		formWaitingBaseUrl: `${origin}/form-waiting`,
		formTestBaseUrl: `${origin}/form-test`,
		webhookBaseUrl: `${origin}/webhook`,
		webhookWaitingBaseUrl: `${origin}/webhook-waiting`,
		webhookTestBaseUrl: `${origin}/webhook-test`,
		mcpBaseUrl: `${origin}/mcp`,
		mcpTestBaseUrl: `${origin}/mcp-test`,
		variables: {},
		externalSecretsProxy: new ExternalSecretsProxy(),
		userId: 'sandbox',
		setExecutionStatus: () => {},
		logAiEvent: () => {},
		getRunExecutionData: () => Promise.resolve(undefined),
		getRuntimeCredential: () => Promise.resolve(undefined),
		executeWorkflow: () => Promise.reject(new UnexpectedError('The sandbox runs no sub-workflows')),
		startRunnerTask: () => Promise.reject(new UnexpectedError('The sandbox runs no code nodes')),
	};
}
