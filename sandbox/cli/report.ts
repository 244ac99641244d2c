import type { IDataObject, INodeExecutionData } from 'n8n-workflow';

import type { WorkflowDefinition, WorkflowRun } from '../engine';
import { MANUAL_TRIGGER_TYPE, nodeOutcome } from '../engine';

/** Tokens of a run, summed over its items. */
export interface TokenSum {
	prompt: number;
	completion: number;
	total: number;
}

/** The output items, hints and totals of a run that went through, ready to print. */
export function reportSuccess(workflow: WorkflowDefinition, run: WorkflowRun): string {
	const sections = lastNodes(workflow, run).map((name) => {
		const { outputs, hints } = nodeOutcome(run, name);
		const items = outputs.flat().map(({ json }) => json);
		const lines = [`Output of "${name}":`, JSON.stringify(items, withShortVectors, 2)];
		return [...lines, ...hints.map(({ message }) => `Hint: ${message}`)].join('\n');
	});
	const failed = failedItems(workflow, run);
	if (failed > 0) sections.push(`${failed === 1 ? '1 item' : `${failed} items`} failed`);
	const tokens = sumTokens(producedItems(workflow, run));
	if (tokens) sections.push(describeTokens(tokens));
	return sections.join('\n\n');
}

/** As many numbers of a vector are printed: a thousand would bury everything else. */
const PRINTED_NUMBERS = 4;

/** For `JSON.stringify`: a long list of numbers with its beginning, and how many more there are. */
export function withShortVectors(_key: string, value: unknown): unknown {
	const isVector =
		Array.isArray(value) &&
		value.length > 2 * PRINTED_NUMBERS &&
		value.every((entry) => typeof entry === 'number');
	if (!isVector) return value;
	return [...value.slice(0, PRINTED_NUMBERS), `… ${value.length - PRINTED_NUMBERS} more`];
}

/** Why a run did not go through, in the words n8n would show. */
export function reportFailure(run: WorkflowRun): string {
	if (run.status === 'canceled') return 'The run was cancelled.';
	const { error } = run;
	const node = run.run.data.resultData.lastNodeExecuted;
	const where = node === undefined ? '' : ` in "${node}"`;
	const description = error && 'description' in error ? error.description : undefined;
	return [`Failed${where}: ${error?.message ?? 'unknown error'}`, description]
		.filter((line) => typeof line === 'string' && line !== '')
		.join('\n');
}

/**
 * The sum of `tokenUsage` over items, or of the API's own `usage` where the output is not simplified;
 * undefined when no item has any.
 */
export function sumTokens(items: readonly INodeExecutionData[]): TokenSum | undefined {
	const usages = items.map(({ json }) => json.tokenUsage ?? json.usage).filter(isObject);
	if (usages.length === 0) return undefined;
	const sum = (key: string, wireKey: string) =>
		usages.reduce((total, usage) => total + amount(usage[key] ?? usage[wireKey]), 0);
	return {
		prompt: sum('promptTokens', 'prompt_tokens'),
		completion: sum('completionTokens', 'completion_tokens'),
		total: sum('totalTokens', 'total_tokens'),
	};
}

function describeTokens({ prompt, completion, total }: TokenSum): string {
	return `Tokens: ${total} (${prompt} in the prompts, ${completion} in the answers)`;
}

/** The nodes that ran and pass nothing on: what they put out is the result of the workflow. */
function lastNodes({ nodes, connections }: WorkflowDefinition, run: WorkflowRun): string[] {
	const passesOn = (name: string) =>
		Object.values(connections[name] ?? {}).some((outputs) =>
			outputs.some((targets) => (targets?.length ?? 0) > 0),
		);
	return nodes.map(({ name }) => name).filter((name) => name in run.nodes && !passesOn(name));
}

/** Everything nodes put out, the trigger's copies of the input apart. */
function producedItems({ nodes }: WorkflowDefinition, run: WorkflowRun): INodeExecutionData[] {
	return nodes
		.filter(({ name, type }) => name in run.nodes && type !== MANUAL_TRIGGER_TYPE)
		.flatMap(({ name }) => nodeOutcome(run, name).outputs.flat());
}

function failedItems(workflow: WorkflowDefinition, run: WorkflowRun): number {
	return producedItems(workflow, run).filter(({ json, error }) => error ?? json.error).length;
}

function isObject(value: unknown): value is IDataObject {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function amount(value: unknown): number {
	return typeof value === 'number' ? value : 0;
}
