import { randomUUID } from 'node:crypto';

/** A node on the canvas. */
export interface CanvasNode {
	id: string;
	name: string;
	type: string;
	typeVersion: number;
	position: [number, number];
	parameters: object;
	credentials?: Readonly<Record<string, { id: string; name: string }>>;
	onError?: 'continueRegularOutput' | 'continueErrorOutput';
	webhookId?: string;
}

type Port =
	| 'main'
	| 'ai_languageModel'
	| 'ai_tool'
	| 'ai_memory'
	| 'ai_embedding'
	| 'ai_document'
	| 'ai_reranker';

interface Target {
	node: string;
	type: Port;
	index: number;
}

/** A line of the canvas: from a node, to a node, where it is no plain one with its port. */
export type Line = [from: string, to: string, port?: Port, output?: number];

export interface WorkflowData {
	name: string;
	nodes: CanvasNode[];
	connections: Record<string, Partial<Record<Port, Target[][]>>>;
	settings: Readonly<Record<string, unknown>>;
	/** Items that take the place of what a node would give, by its name. */
	pinData?: Readonly<Record<string, Array<{ json: object }>>>;
}

/** A node by its type, e.g. `n8n-nodes-base.manualTrigger`, at version 1 unless told. */
export function node(
	name: string,
	type: string,
	parameters: object = {},
	rest: Partial<CanvasNode> = {},
): CanvasNode {
	return { id: randomUUID(), name, type, typeVersion: 1, position: [0, 0], parameters, ...rest };
}

/** Nodes from left to right, those that serve others below, joined by lines. */
export function workflow(name: string, nodes: readonly CanvasNode[], lines: Line[]): WorkflowData {
	const connections: WorkflowData['connections'] = {};
	for (const [from, to, port = 'main', output = 0] of lines) {
		const outputs = ((connections[from] ??= {})[port] ??= []);
		while (outputs.length <= output) outputs.push([]);
		outputs[output]?.push({ node: to, type: port, index: 0 });
	}
	const serving = new Set(
		lines.flatMap(([from, , port = 'main']) => (port === 'main' ? [] : from)),
	);
	const above = nodes.filter((each) => !serving.has(each.name));
	const below = nodes.filter((each) => serving.has(each.name));
	return {
		name,
		nodes: [...placed(above, 0, 0), ...placed(below, 208, 224)],
		connections,
		settings: { executionOrder: 'v1' },
	};
}

function placed(nodes: readonly CanvasNode[], left: number, top: number): CanvasNode[] {
	return nodes.map((each, at) => ({ ...each, position: [left + at * 256, top] }));
}

/** The workflow, with a trigger that gives these items. */
export function fedWith(data: WorkflowData, items: readonly object[]): WorkflowData {
	const trigger = data.nodes.find(({ type }) => type.endsWith('rigger'));
	if (!trigger) throw new Error('There is no trigger');
	return { ...data, pinData: { [trigger.name]: items.map((json) => ({ json })) } };
}
