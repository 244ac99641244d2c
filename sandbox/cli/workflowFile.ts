import type { INode, INodeExecutionData } from 'n8n-workflow';
import { z } from 'zod';

import type { NodeTypeMap, WorkflowDefinition } from '../engine';
import { MANUAL_TRIGGER_TYPE } from '../n8n/manualTrigger';
import { checkInput } from './inputFile';
import { Problem } from './problem';

const STICKY_NOTE_TYPE = 'n8n-nodes-base.stickyNote';

const node = z.object({
	id: z.string(),
	name: z.string(),
	type: z.string(),
	typeVersion: z.number(),
	position: z.tuple([z.number(), z.number()]),
	parameters: z.record(z.unknown()),
});

const workflow = z.object({
	name: z.string().optional(),
	nodes: z.array(node).min(1),
	connections: z.record(z.record(z.array(z.unknown()))),
	settings: z.record(z.unknown()).optional(),
	pinData: z.record(z.unknown()).optional(),
});

function assertWorkflow(value: unknown, file: string): asserts value is WorkflowDefinition {
	const result = workflow.safeParse(value);
	if (result.success) return;
	const issue = result.error.issues[0];
	const where = issue?.path.length ? ` (${issue.path.join('.')}: ${issue.message})` : '';
	throw new Problem(`${file} is not a workflow as n8n exports it${where}`);
}

/**
 * Makes a workflow out of what a file holds, ready to run with the given node types. Notes are left
 * out, and every node gets the credentials its type asks for, whatever the file names.
 *
 * @throws Problem when it is no workflow or needs more than a manual trigger and the given types.
 */
export function checkWorkflow(
	value: unknown,
	file: string,
	nodeTypes: NodeTypeMap,
): WorkflowDefinition {
	assertWorkflow(value, file);
	const nodes = value.nodes.filter(({ type }) => type !== STICKY_NOTE_TYPE);
	const foreign = nodes.filter(({ type }) => type !== MANUAL_TRIGGER_TYPE && !(type in nodeTypes));
	if (foreign.length > 0) {
		const named = foreign.map(({ name, type }) => `"${name}" (${type})`).join(', ');
		throw new Problem(
			`${file} uses nodes that are not in this package: ${named}\nOnly a manual trigger and ${Object.keys(nodeTypes).join(', ')} can run here.`,
		);
	}
	if (!nodes.some(isTrigger)) {
		throw new Problem(`${file} has no manual trigger to start from (${MANUAL_TRIGGER_TYPE})`);
	}
	return { ...value, nodes: nodes.map((each) => withCredentials(each, nodeTypes)) };
}

/**
 * The items pinned to the manual trigger, with which n8n runs a workflow that is tried out; undefined
 * where none are.
 *
 * @throws Problem when what is pinned are no items.
 */
export function pinnedInput(
	{ nodes, pinData }: WorkflowDefinition,
	file: string,
): INodeExecutionData[] | undefined {
	const pinned = pinData?.[nodes.find(isTrigger)?.name ?? ''];
	return pinned === undefined ? undefined : checkInput(pinned, `The pinned data of ${file}`);
}

function isTrigger({ type, disabled }: INode): boolean {
	return type === MANUAL_TRIGGER_TYPE && disabled !== true;
}

function withCredentials(node: INode, nodeTypes: NodeTypeMap): INode {
	const type = nodeTypes[node.type];
	if (type === undefined) return node;
	const versions = 'nodeVersions' in type ? Object.values(type.nodeVersions) : [type];
	const names = versions.flatMap(({ description }) =>
		(description.credentials ?? []).map(({ name }) => name),
	);
	const credentials = names.map((name) => [name, { id: 'sandbox', name }] as const);
	return { ...node, credentials: Object.fromEntries(credentials) };
}
