import { discardEngineHome } from './n8n/home';

import 'reflect-metadata';
import { WorkflowExecute } from 'n8n-core';
import type {
	ExecutionError,
	ExecutionStatus,
	IConnections,
	ICredentialType,
	INode,
	INodeExecutionData,
	IRun,
	IRunData,
	IWorkflowExecuteAdditionalData,
	IWorkflowSettings,
	StructuredChunk,
	WorkflowExecuteMode,
} from 'n8n-workflow';
import { createRunExecutionData, UserError, Workflow } from 'n8n-workflow';

import type { CredentialData } from './n8n/credentials';
import { MemoryCredentials } from './n8n/credentials';
import type { NodeTypeMap } from './n8n/services';
import { additionalData, executionHooks, nodeTypeRegistry, workflowRecord } from './n8n/services';
import { MANUAL_TRIGGER_TYPE } from './n8n/manualTrigger';

export { MANUAL_TRIGGER_TYPE } from './n8n/manualTrigger';
export type { CredentialData } from './n8n/credentials';
export type { NodeTypeMap } from './n8n/services';
export type { NodeOutcome } from './n8n/outcome';
export { nodeOutcome } from './n8n/outcome';

/** A workflow as n8n exports it; other keys of the export are ignored. */
export interface WorkflowDefinition {
	id?: string;
	name?: string;
	nodes: INode[];
	connections: IConnections;
	settings?: IWorkflowSettings;
	/** Items by the node they are pinned to. The engine does not look at them. */
	pinData?: Readonly<Record<string, unknown>>;
}

export interface RunWorkflowOptions {
	workflow: WorkflowDefinition;
	/** Node types beside the built-in manual trigger, by full name. */
	nodeTypes: NodeTypeMap;
	/** Stored credentials by type; nodes still have to name theirs under `credentials`. */
	credentials?: CredentialData;
	/** Credential types, for their defaults and `authenticate`. */
	credentialTypes?: readonly ICredentialType[];
	/** Items the manual trigger passes on; one empty item when left out, as in n8n. */
	input?: readonly INodeExecutionData[];
	/** `manual` when left out. Nodes can stream in manual, webhook, integrated and chat. */
	mode?: WorkflowExecuteMode;
	/** Whether nodes see a run whose trigger streams its response. */
	streaming?: boolean;
	onChunk?: (chunk: StructuredChunk) => void | Promise<void>;
	/** Cancels the execution as the Stop button does. */
	signal?: AbortSignal;
	/** Services of the host to put in place of the sandbox's own, e.g. an egress filter. */
	services?: Partial<IWorkflowExecuteAdditionalData>;
}

/** What one execution left behind. */
export interface WorkflowRun {
	/** `success`, `error` or `canceled`; `canceled` whenever the signal stopped the run. */
	status: ExecutionStatus;
	/** The error that ended the run, as n8n stores it (a plain object, not an instance). */
	error: ExecutionError | undefined;
	/** Task data by node name, one entry per time the node ran. */
	nodes: IRunData;
	/** All chunks sent while streaming, in order. */
	chunks: StructuredChunk[];
	run: IRun;
}

let executions = 0;

/**
 * Runs a workflow from its manual trigger through n8n's own execution engine.
 *
 * A node's failure resolves with `status: 'error'`. Rejects when the workflow cannot start: no
 * manual trigger, an unknown node type, or a required parameter that is missing.
 */
export async function runWorkflow(options: RunWorkflowOptions): Promise<WorkflowRun> {
	const mode = options.mode ?? 'manual';
	const chunks: StructuredChunk[] = [];
	const workflow = buildWorkflow(options);
	const hooks = executionHooks({
		mode,
		executionId: String(++executions),
		workflow: workflowRecord(workflow),
		onChunk: options.streaming ? collectChunks(chunks, options.onChunk) : undefined,
	});
	const helper = new MemoryCredentials(options.credentials ?? {}, options.credentialTypes ?? []);
	const services = {
		...additionalData(helper, hooks, options.streaming ?? false),
		...options.services,
	};
	try {
		const execution = new WorkflowExecute(
			services,
			mode,
			startData(workflow, options.input ?? [{ json: {} }]),
		).processRunExecutionData(workflow);
		const run = await untilDone(execution, options.signal);
		return {
			// The engine reports 'error' when a node throws because it was cancelled; n8n shows and
			// stores what was true at the moment of cancelling.
			status: execution.isCanceled ? 'canceled' : run.status,
			error: run.data.resultData.error,
			nodes: run.data.resultData.runData,
			chunks,
			run,
		};
	} finally {
		discardEngineHome();
	}
}

function buildWorkflow({ workflow, nodeTypes }: RunWorkflowOptions): Workflow {
	// The engine writes defaults into parameters and disables nodes on the way.
	const { nodes, connections, settings } = structuredClone(workflow);
	return new Workflow({
		id: workflow.id ?? 'sandbox',
		name: workflow.name ?? 'Sandbox',
		active: false,
		nodes,
		connections,
		settings: { executionOrder: 'v1', ...settings },
		nodeTypes: nodeTypeRegistry(nodeTypes),
	});
}

function startData(workflow: Workflow, input: readonly INodeExecutionData[]) {
	const trigger = Object.values(workflow.nodes).find(
		({ type, disabled }) => type === MANUAL_TRIGGER_TYPE && disabled !== true,
	);
	if (trigger === undefined)
		throw new UserError('The workflow has no manual trigger to start from');
	return createRunExecutionData({
		executionData: {
			nodeExecutionStack: [{ node: trigger, data: { main: [[...input]] }, source: null }],
		},
	});
}

function collectChunks(chunks: StructuredChunk[], onChunk: RunWorkflowOptions['onChunk']) {
	return async (chunk: StructuredChunk) => {
		chunks.push(chunk);
		await onChunk?.(chunk);
	};
}

type Execution = ReturnType<WorkflowExecute['processRunExecutionData']>;

async function untilDone(execution: Execution, signal: AbortSignal | undefined): Promise<IRun> {
	const cancel = () => execution.cancel();
	if (signal?.aborted) cancel();
	signal?.addEventListener('abort', cancel, { once: true });
	try {
		return await execution;
	} finally {
		signal?.removeEventListener('abort', cancel);
	}
}
