import type {
	ExecutionError,
	ExecutionStatus,
	INodeExecutionData,
	IRunData,
	ITaskData,
	ITaskMetadata,
	NodeExecutionHint,
} from 'n8n-workflow';

/** What a node did the last time it ran. */
export interface NodeOutcome {
	/** Items by output index; an output without items is an empty array. */
	outputs: INodeExecutionData[][];
	/** Items of the first output. */
	items: INodeExecutionData[];
	hints: NodeExecutionHint[];
	metadata: ITaskMetadata | undefined;
	error: ExecutionError | undefined;
	status: ExecutionStatus | undefined;
	task: ITaskData;
}

/**
 * The outcome of a node's last run: items of all outputs, hints and metadata.
 *
 * @throws Error when the node did not run, naming those that did.
 */
export function nodeOutcome(run: { nodes: IRunData }, nodeName: string): NodeOutcome {
	const task = run.nodes[nodeName]?.at(-1);
	if (task === undefined) {
		const ran = Object.keys(run.nodes).join(', ');
		throw new Error(`Node "${nodeName}" did not run. These did: ${ran || 'none'}`);
	}
	const outputs = (task.data?.main ?? []).map((items) => items ?? []);
	return {
		outputs,
		items: outputs[0] ?? [],
		hints: task.hints ?? [],
		metadata: task.metadata,
		error: task.error,
		status: task.executionStatus,
		task,
	};
}
